package io.watchword.authz.value;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An object: keys of any kind to values. Either a table or, for `input`, read field by field.
public abstract sealed class ObjectValue implements Value permits TableValue, FactsObject {

  /// The value under `key`, or null where there is none.
  public abstract @Nullable Value get(Value key);

  /// Keys in Rego's order.
  public abstract List<Value> sortedKeys();

  /// The value under the key that is number `rank` of [#sortedKeys].
  public Value valueAt(int rank) {
    return required(sortedKeys().get(rank));
  }

  public int size() {
    return sortedKeys().size();
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  /// The value under a key known to be there.
  public Value required(Value key) {
    Value value = get(key);
    if (value == null) {
      throw new IllegalStateException("no key " + key);
    }
    return value;
  }

  /// Each key with its value, in Rego's order.
  public void forEach(BiConsumer<Value, Value> action) {
    List<Value> keys = sortedKeys();
    for (int i = 0; i < keys.size(); i++) {
      action.accept(keys.get(i), valueAt(i));
    }
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
      hash += fieldHash(key, required(key));
    }
    return hash;
  }

  static int fieldHash(Value key, Value value) {
    return (key.hashCode() ^ (31 * value.hashCode())) * 0x9E3779B1;
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
