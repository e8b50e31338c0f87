package io.watchword.authz.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An array.
public final class ArrayValue implements Value {

  private final List<Value> items;

  private ArrayValue(List<Value> items) {
    this.items = items;
  }

  /// An array that [#append] may still grow.
  public static ArrayValue growing(int capacity) {
    return new ArrayValue(new ArrayList<>(capacity));
  }

  public static ArrayValue of(List<? extends Value> items) {
    return new ArrayValue(new ArrayList<>(items));
  }

  // INVARIANT: called only by the evaluation that made this array, before anyone else sees it.
  public void append(Value value) {
    items.add(value);
  }

  public List<Value> items() {
    return Collections.unmodifiableList(items);
  }

  public int size() {
    return items.size();
  }

  /// The item at a whole, non-negative index.
  public @Nullable Value at(Value index) {
    if (!(index instanceof NumberValue number) || number.asLong().isEmpty()) {
      return null;
    }
    long position = number.asLong().getAsLong();
    return position >= 0 && position < items.size() ? items.get((int) position) : null;
  }

  @Override
  public int rank() {
    return 4;
  }

  @Override
  public String typeName() {
    return "array";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArrayValue array && items.equals(array.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
