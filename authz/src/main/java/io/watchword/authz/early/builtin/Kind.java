package io.watchword.authz.early.builtin;

import io.watchword.authz.value.Value;
import java.util.Set;

/// What an argument may be.
public enum Kind {
  ANY(Set.of()),
  STRING(Set.of("string")),
  NUMBER(Set.of("number")),
  ARRAY(Set.of("array")),
  SET(Set.of("set")),
  OBJECT(Set.of("object")),
  LIST(Set.of("array", "set")),
  COUNTABLE(Set.of("array", "set", "object", "string")),
  DELIMITERS(Set.of("array", "null")),
  TEXTS(Set.of("string", "array", "set"));

  private final Set<String> names;

  Kind(Set<String> names) {
    this.names = names;
  }

  /// Whether a value of the type `typeName` fits.
  public boolean accepts(String typeName) {
    return names.isEmpty() || names.contains(typeName);
  }

  /// Whether `value` fits.
  public boolean accepts(Value value) {
    return accepts(value.typeName());
  }

  /// For messages, such as `array or set`.
  public String text() {
    return names.isEmpty() ? "any" : String.join(" or ", names.stream().sorted().toList());
  }
}
