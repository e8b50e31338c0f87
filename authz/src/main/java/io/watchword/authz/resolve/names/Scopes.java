package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Location;
import io.watchword.authz.resolve.draft.LocalNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The variables of nested bodies, innermost last, with what each has become.
final class Scopes {

  /// How a variable first came up in a scope.
  enum Occurrence {
    ARGUMENT,
    SEEN,
    ASSIGNED,
    DECLARED
  }

  /// One variable of a scope.
  static final class Entry {
    final String name;
    final String local;
    final Occurrence occurrence;
    final Location at;
    int uses = 1;

    Entry(String name, String local, Occurrence occurrence, Location at) {
      this.name = name;
      this.local = local;
      this.occurrence = occurrence;
      this.at = at;
    }
  }

  private final LocalNames names;
  private final List<Map<String, Entry>> scopes = new ArrayList<>();

  Scopes(LocalNames names) {
    this.names = names;
    push();
  }

  /// A copy of the innermost scope, alone.
  Scopes copy() {
    Scopes copy = new Scopes(names);
    scopes
        .getLast()
        .forEach(
            (name, entry) -> {
              Entry same = new Entry(name, entry.local, entry.occurrence, entry.at);
              same.uses = entry.uses;
              copy.scopes.getLast().put(name, same);
            });
    return copy;
  }

  void push() {
    scopes.add(new LinkedHashMap<>());
  }

  void pop() {
    scopes.removeLast();
  }

  /// The variables of the innermost scope.
  Map<String, Entry> innermost() {
    return scopes.getLast();
  }

  /// What written names of the innermost scope have become.
  Map<String, String> locals() {
    Map<String, String> locals = new HashMap<>();
    scopes.getLast().forEach((name, entry) -> locals.put(name, entry.local));
    return locals;
  }

  /// Gives `name` a name of its own in the innermost scope.
  String declare(String name, Occurrence occurrence, Location at) {
    String local = names.fresh();
    names.rename(local, name);
    scopes.getLast().put(name, new Entry(name, local, occurrence, at));
    return local;
  }

  /// Notes that `name` is used in the innermost scope without being declared.
  void see(String name, Location at) {
    scopes.getLast().put(name, new Entry(name, name, Occurrence.SEEN, at));
  }

  /// The variable called `name`, innermost first.
  Optional<Entry> find(String name) {
    return Optional.ofNullable(lookUp(name));
  }

  /// What `name` is called by now; itself where nothing was declared. Counts as a use.
  String use(String name, Location at) {
    Entry entry = lookUp(name);
    if (entry == null) {
      see(name, at);
      return name;
    }
    entry.uses++;
    return entry.local;
  }

  /// How `name` first came up in the innermost scope.
  Optional<Occurrence> occurrence(String name) {
    return Optional.ofNullable(scopes.getLast().get(name)).map(entry -> entry.occurrence);
  }

  private @Nullable Entry lookUp(String name) {
    for (int i = scopes.size() - 1; i >= 0; i--) {
      Entry entry = scopes.get(i).get(name);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }
}
