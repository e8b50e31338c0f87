package io.watchword.authz.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// An array.
public final class ArrayValue implements Value {

  private static final int FIRST_CAPACITY = 4;
  private static final Value[] NONE = {};

  private Value[] items;
  private int size;
  private int depth = 1;

  private ArrayValue(Value[] items, int size) {
    this.items = items;
    this.size = size;
  }

  /// An array that [#append] may still grow.
  public static ArrayValue growing(int capacity) {
    return new ArrayValue(capacity == 0 ? NONE : new Value[capacity], 0);
  }

  public static ArrayValue of(List<? extends Value> items) {
    return of(items.toArray(new Value[0]));
  }

  /// An array of these items, which then must not be changed any more.
  public static ArrayValue of(Value... items) {
    ArrayValue array = new ArrayValue(items, items.length);
    for (Value item : items) {
      array.depth = Nesting.around(array.depth, item);
    }
    return array;
  }

  // INVARIANT: called only by the evaluation that made this array, before anyone else sees it.
  public void append(Value value) {
    if (size == items.length) {
      items = Arrays.copyOf(items, Math.max(FIRST_CAPACITY, size + (size >> 1)));
    }
    items[size++] = value;
    depth = Nesting.around(depth, value);
  }

  /// The items as a list that cannot be changed.
  public List<Value> items() {
    return new Items(items, size);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /// The item at a position between 0 and the size.
  public Value get(int position) {
    if (position >= size) {
      throw new IndexOutOfBoundsException(position);
    }
    return items[position];
  }

  /// The item at an index that is written as a whole number, or null where there is none.
  public @Nullable Value at(Value index) {
    if (!(index instanceof NumberValue number) || !number.isLong()) {
      return null;
    }
    long position = number.longValue();
    return position >= 0 && position < size ? items[(int) position] : null;
  }

  /// Whether an item equals `value`.
  public boolean contains(Value value) {
    for (int i = 0; i < size; i++) {
      if (items[i].equals(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int rank() {
    return 4;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public String typeName() {
    return "array";
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof ArrayValue array) || array.size != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!items[i].equals(array.items[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + items[i].hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }

  private static final class Items extends AbstractList<Value> implements RandomAccess {

    private final Value[] items;
    private final int size;

    Items(Value[] items, int size) {
      this.items = items;
      this.size = size;
    }

    @Override
    public Value get(int index) {
      if (index >= size) {
        throw new IndexOutOfBoundsException(index);
      }
      return items[index];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
