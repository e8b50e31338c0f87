package io.watchword.authz.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An object whose fields are computed when a policy first reads them. Used by one evaluation on
/// one thread.
public final class LazyObject extends ObjectValue {

  private final Map<String, Supplier<? extends @Nullable Value>> fields;
  private final Map<String, Value> computed = new LinkedHashMap<>();

  private LazyObject(Map<String, Supplier<? extends @Nullable Value>> fields) {
    this.fields = fields;
  }

  /// @param fields a supplier that gives null means that the field is absent
  public static LazyObject of(Map<String, Supplier<? extends @Nullable Value>> fields) {
    return new LazyObject(fields);
  }

  @Override
  public @Nullable Value get(Value key) {
    if (!(key instanceof StringValue name)) {
      return null;
    }
    Value known = computed.get(name.text());
    if (known != null) {
      return known;
    }
    Supplier<? extends @Nullable Value> field = fields.get(name.text());
    Value value = field == null ? null : field.get();
    if (value != null) {
      computed.put(name.text(), value);
    }
    return value;
  }

  @Override
  public List<Value> sortedKeys() {
    List<Value> keys = new ArrayList<>();
    for (String name : fields.keySet()) {
      Value key = new StringValue(name);
      if (get(key) != null) {
        keys.add(key);
      }
    }
    keys.sort(null);
    return keys;
  }
}
