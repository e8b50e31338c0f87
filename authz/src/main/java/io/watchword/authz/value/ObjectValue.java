package io.watchword.authz.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object: keys of any kind to values. Either a table or, for `input`, computed field by field.
public abstract sealed class ObjectValue implements Value permits TableValue, LazyObject {

  /// The value under `key`, or null where there is none.
  public abstract @Nullable Value get(Value key);

  /// Keys in Rego's order.
  public abstract List<Value> sortedKeys();

  public int size() {
    return sortedKeys().size();
  }

  /// The value under a key known to be there.
  public Value required(Value key) {
    Value value = get(key);
    if (value == null) {
      throw new IllegalStateException("no key " + key);
    }
    return value;
  }

  @Override
  public int rank() {
    return 5;
  }

  @Override
  public String typeName() {
    return "object";
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof ObjectValue object && compareTo(object) == 0);
  }

  @Override
  public int hashCode() {
    int hash = 7;
    for (Value key : sortedKeys()) {
      hash += key.hashCode() ^ (31 * required(key).hashCode());
    }
    return hash;
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
