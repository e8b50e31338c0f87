package io.watchword.authz.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object held in memory.
public final class TableValue extends ObjectValue {

  private final Map<Value, Value> entries = new HashMap<>();
  private volatile @Nullable List<Value> sorted;

  /// An object that [#put] may still grow.
  public static TableValue growing() {
    return new TableValue();
  }

  public static TableValue of(Map<? extends Value, ? extends Value> entries) {
    TableValue table = new TableValue();
    table.entries.putAll(entries);
    return table;
  }

  // INVARIANT: called only by the evaluation that made this object, before anyone else sees it.
  public void put(Value key, Value value) {
    entries.put(key, value);
    sorted = null;
  }

  @Override
  public @Nullable Value get(Value key) {
    return entries.get(key);
  }

  @Override
  public List<Value> sortedKeys() {
    List<Value> known = sorted;
    if (known == null) {
      known = new ArrayList<>(entries.keySet());
      known.sort(null);
      sorted = known;
    }
    return known;
  }

  @Override
  public int size() {
    return entries.size();
  }
}
