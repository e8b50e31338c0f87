package io.watchword.authz.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Distinct values in the order in which they came, found by value: the members of a set, or the
/// keys of one or of many objects. Few are searched one by one, more through a table of positions.
///
/// Order is worked out when it is asked for. Not thread-safe while it grows; safe once shared.
final class KeyTable {

  private static final int MOST_SEARCHED = 8;
  // Above any run that chance makes at this load; then keys were chosen to collide.
  private static final int LONGEST_PROBE = 256;
  private static final int FIRST_CAPACITY = 4;
  private static final Value[] NONE = {};

  private Value[] keys;
  private int size;
  private int @Nullable [] positions;
  private @Nullable TreeMap<Value, Integer> collided;
  private volatile @Nullable Ordered ordered;

  KeyTable(int capacity) {
    this.keys = capacity == 0 ? NONE : new Value[capacity];
  }

  /// A table of keys that are known to be distinct.
  static KeyTable of(Value[] keys, int size) {
    KeyTable table = new KeyTable(0);
    table.keys = keys;
    table.size = size;
    if (size > MOST_SEARCHED) {
      table.index();
    }
    return table;
  }

  KeyTable copy() {
    KeyTable copy = new KeyTable(0);
    copy.keys = Arrays.copyOf(keys, Math.max(size, FIRST_CAPACITY));
    copy.size = size;
    copy.positions = positions == null ? null : positions.clone();
    copy.collided = collided == null ? null : new TreeMap<>(collided);
    return copy;
  }

  int size() {
    return size;
  }

  /// The key that came as number `position`.
  Value at(int position) {
    return keys[position];
  }

  /// Where `key` is, or -1.
  // The very same key is the usual case: constants and documents share their strings.
  @SuppressWarnings("ReferenceEquality")
  int find(Value key) {
    int[] table = positions;
    if (table != null) {
      return collided == null ? probe(table, key) : findCollided(key);
    }
    for (int i = 0; i < size; i++) {
      if (keys[i] == key) {
        return i;
      }
    }
    for (int i = 0; i < size; i++) {
      if (keys[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  @SuppressWarnings("ReferenceEquality")
  private int probe(int[] table, Value key) {
    int mask = table.length - 1;
    for (int slot = spread(key.hashCode()) & mask; table[slot] != 0; slot = (slot + 1) & mask) {
      Value there = keys[table[slot] - 1];
      if (there == key || there.equals(key)) {
        return table[slot] - 1;
      }
    }
    return -1;
  }

  private int findCollided(Value key) {
    Integer position = collided == null ? null : collided.get(key);
    return position == null ? -1 : position;
  }

  /// Where `key` is now; it is added, at the end, where it was not there.
  int add(Value key) {
    int known = find(key);
    if (known >= 0) {
      return known;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(FIRST_CAPACITY, size + (size >> 1) + 1));
    }
    keys[size++] = key;
    ordered = null;
    int[] table = positions;
    if (table == null || size * 3L > table.length * 2L) {
      if (size > MOST_SEARCHED) {
        index();
      }
    } else {
      enter(table, size - 1);
    }
    return size - 1;
  }

  private void index() {
    int[] table = new int[Integer.highestOneBit(size * 2) * 2];
    positions = table;
    for (int i = 0; i < size; i++) {
      enter(table, i);
    }
  }

  private void enter(int[] table, int position) {
    if (collided != null) {
      collided.put(keys[position], position);
      return;
    }
    int mask = table.length - 1;
    int slot = spread(keys[position].hashCode()) & mask;
    int probes = 0;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
      probes++;
    }
    table[slot] = position + 1;
    if (probes > LONGEST_PROBE) {
      TreeMap<Value, Integer> sorted = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        sorted.put(keys[i], i);
      }
      collided = sorted;
    }
  }

  // Neighbouring texts have neighbouring hashes, which would stand in a row.
  private static int spread(int hash) {
    int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
    return mixed ^ (mixed >>> 16);
  }

  /// Keys in Rego's order.
  List<Value> sorted() {
    return ordered();
  }

  /// Where the key that is number `rank` in Rego's order came.
  int positionOf(int rank) {
    return ordered().positionOf(rank);
  }

  private Ordered ordered() {
    Ordered known = ordered;
    if (known == null) {
      known = Ordered.of(keys, size);
      ordered = known;
    }
    return known;
  }

  /// The keys in order, as a list.
  private static final class Ordered extends AbstractList<Value> implements RandomAccess {

    private final Value[] keys;
    private final int size;
    private final int @Nullable [] positions;

    private Ordered(Value[] keys, int size, int @Nullable [] positions) {
      this.keys = keys;
      this.size = size;
      this.positions = positions;
    }

    static Ordered of(Value[] keys, int size) {
      boolean inOrder = true;
      for (int i = 1; i < size && inOrder; i++) {
        inOrder = keys[i - 1].compareTo(keys[i]) < 0;
      }
      if (inOrder) {
        return new Ordered(keys, size, null);
      }
      Integer[] boxed = new Integer[size];
      Arrays.setAll(boxed, i -> i);
      Arrays.sort(boxed, (a, b) -> keys[a].compareTo(keys[b]));
      int[] positions = new int[size];
      for (int i = 0; i < size; i++) {
        positions[i] = boxed[i];
      }
      return new Ordered(keys, size, positions);
    }

    int positionOf(int rank) {
      return positions == null ? rank : positions[rank];
    }

    @Override
    public Value get(int rank) {
      if (rank >= size) {
        throw new IndexOutOfBoundsException(rank);
      }
      return keys[positionOf(rank)];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
