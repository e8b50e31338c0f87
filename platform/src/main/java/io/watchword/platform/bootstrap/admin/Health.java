package io.watchword.platform.bootstrap.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Whether a role can do its work, as the sum of its components. Thread-safe.
public final class Health {

  /// @param why what is missing, or what is fine, in a few words
  public record Component(boolean ready, String why) {}

  private final ConcurrentSkipListMap<String, Component> components = new ConcurrentSkipListMap<>();

  /// States how a component is. A component counts from its first mention on: mention it as not
  /// ready before it starts.
  public void set(String component, boolean ready, String why) {
    components.put(component, new Component(ready, why));
  }

  /// Takes a component out of the sum.
  public void forget(String component) {
    components.remove(component);
  }

  /// True if there are components and all are ready.
  public boolean ready() {
    return !components.isEmpty() && components.values().stream().allMatch(Component::ready);
  }

  /// A snapshot, by name.
  public Map<String, Component> components() {
    return new TreeMap<>(components);
  }

  /// `{"ready": false, "components": {NAME: {"ready", "why"}}}`.
  public Map<String, Object> document() {
    Map<String, Component> now = components();
    Map<String, Object> byName = new LinkedHashMap<>();
    now.forEach((name, c) -> byName.put(name, Map.of("ready", c.ready(), "why", c.why())));
    boolean ready = !now.isEmpty() && now.values().stream().allMatch(Component::ready);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("ready", ready);
    document.put("components", byName);
    return document;
  }
}
