package io.watchword.authz.value;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object held in memory: a table of keys, which objects read from one document share where they
/// have the same keys, and the values beside it.
public final class TableValue extends ObjectValue {

  private static final Value[] NONE = {};

  private KeyTable keys;
  private Value[] values;
  private int hash;
  private int depth;
  private boolean sharesKeys;

  private TableValue(KeyTable keys, Value[] values, int depth, boolean sharesKeys) {
    this.keys = keys;
    this.values = values;
    this.depth = depth;
    this.sharesKeys = sharesKeys;
  }

  /// An object that [#put] may still grow.
  public static TableValue growing() {
    return growing(0);
  }

  /// As [#growing], with room for `capacity` fields.
  public static TableValue growing(int capacity) {
    return new TableValue(
        new KeyTable(capacity), capacity == 0 ? NONE : new Value[capacity], 1, false);
  }

  public static TableValue of(Map<? extends Value, ? extends Value> entries) {
    TableValue table = growing(entries.size());
    entries.forEach(table::put);
    return table;
  }

  /// An object with the keys of others.
  static TableValue sharing(KeyTable keys, Value[] values) {
    int depth = 1;
    for (Value value : values) {
      depth = Nesting.around(depth, value);
    }
    return new TableValue(keys, values, depth, true);
  }

  // The very same keys and values, so that numbers keep their spelling.
  @SuppressWarnings("ReferenceEquality")
  boolean isExactly(KeyTable otherKeys, Value[] otherValues) {
    if (keys != otherKeys || values.length != otherValues.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != otherValues[i]) {
        return false;
      }
    }
    return true;
  }

  /// A copy that may be grown.
  public TableValue copy() {
    sharesKeys = true;
    return new TableValue(keys, values.clone(), depth, true);
  }

  // INVARIANT: called only by the evaluation that made this object, before anyone else sees it.
  public void put(Value key, Value value) {
    int known = sharesKeys ? keys.find(key) : -1;
    if (known < 0) {
      if (sharesKeys) {
        keys = keys.copy();
        sharesKeys = false;
      }
      known = keys.add(key);
    }
    if (known >= values.length) {
      values = Arrays.copyOf(values, Math.max(4, known + (known >> 1) + 1));
    }
    values[known] = value;
    hash = 0;
    depth = Nesting.around(Nesting.around(depth, key), value);
  }

  @Override
  public @Nullable Value get(Value key) {
    int position = keys.find(key);
    return position < 0 ? null : values[position];
  }

  @Override
  public List<Value> sortedKeys() {
    return keys.sorted();
  }

  @Override
  public Value valueAt(int rank) {
    return values[keys.positionOf(rank)];
  }

  @Override
  public int size() {
    return keys.size();
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TableValue table)) {
      return super.equals(other);
    }
    if (this == table) {
      return true;
    }
    if (table.size() != size() || (hash != 0 && table.hash != 0 && hash != table.hash)) {
      return false;
    }
    boolean sameKeys = keys == table.keys;
    for (int i = 0; i < size(); i++) {
      int position = sameKeys ? i : table.keys.find(keys.at(i));
      if (position < 0 || !values[i].equals(table.values[position])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 7;
      for (int i = 0; i < size(); i++) {
        known += fieldHash(keys.at(i), values[i]);
      }
      hash = known;
    }
    return known;
  }
}
