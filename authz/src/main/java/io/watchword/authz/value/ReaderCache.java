package io.watchword.authz.value;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a reader has seen lately: strings, numbers and lists of keys, so that the same is kept
/// once. Bounded: it forgets, it never fills up.
final class ReaderCache {

  private static final int FIRST_SLOTS = 64;
  private static final int MOST_SLOTS = 1 << 17;
  private static final int LONGEST_KEPT = 128;
  private static final int MOST_KEYS = 64;
  private static final int MOST_KEY_LISTS = 10_000;
  private static final int LONGEST_COLLECTION = 8;
  private static final Value[] NO_KEYS = {};
  private static final byte[] NO_BYTES = {};
  // Documents of requests stay below: their strings are Java's from the start.
  private static final int CHARACTERS_BEFORE_PACKING = 1 << 20;
  private static final int CHUNK = 1 << 16;

  private @Nullable Value[] slots = new Value[FIRST_SLOTS];
  private @Nullable Value[] collections = new Value[FIRST_SLOTS];
  private int misses;
  private int collectionMisses;
  private int keptCharacters;
  private byte[] chunk = NO_BYTES;
  private int used;
  private final Map<KeyList, KeyTable> keyLists = new HashMap<>();
  private final KeyTable none = KeyTable.of(NO_KEYS, 0);

  StringValue string(String text) {
    // Unpaired surrogates cannot be written as UTF-8; Go reads each as U+FFFD.
    String whole = GoText.withoutLoneSurrogates(text);
    if (whole.length() > LONGEST_KEPT) {
      return held(whole);
    }
    int slot = slot(whole);
    if (slots[slot] instanceof StringValue known && known.is(whole)) {
      return known;
    }
    StringValue value = held(whole);
    keep(slot, value);
    return value;
  }

  private StringValue held(String text) {
    if (keptCharacters < CHARACTERS_BEFORE_PACKING) {
      keptCharacters += text.length();
      return new StringValue(text);
    }
    if (text.length() > CHUNK / 4 || !isLatin1(text)) {
      return new StringValue(text);
    }
    if (used + text.length() > chunk.length) {
      chunk = new byte[CHUNK];
      used = 0;
    }
    byte[] bytes = chunk;
    int start = used;
    for (int i = 0; i < text.length(); i++) {
      bytes[start + i] = (byte) text.charAt(i);
    }
    used += text.length();
    return StringValue.packed(bytes, start, text.length());
  }

  private static boolean isLatin1(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  /// The array of these items, the same as before where they are the very same few scalars.
  ArrayValue array(Value[] items) {
    int slot = collectionSlot(items, 1);
    if (slot >= 0
        && collections[slot] instanceof ArrayValue known
        && known.size() == items.length
        && sameItems(known, items)) {
      return known;
    }
    ArrayValue array = ArrayValue.of(items);
    keepCollection(slot, array);
    return array;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean sameItems(ArrayValue known, Value[] items) {
    for (int i = 0; i < items.length; i++) {
      if (known.get(i) != items[i]) {
        return false;
      }
    }
    return true;
  }

  /// As [#array], the object of these keys.
  TableValue object(KeyTable keys, Value[] values) {
    int slot = collectionSlot(values, keys.size() == 0 ? 0 : keys.at(0).hashCode());
    if (slot >= 0
        && collections[slot] instanceof TableValue known
        && known.isExactly(keys, values)) {
      return known;
    }
    TableValue object = TableValue.sharing(keys, values);
    keepCollection(slot, object);
    return object;
  }

  // -1 for what is too large to be worth it.
  private int collectionSlot(Value[] items, int seed) {
    if (items.length > LONGEST_COLLECTION) {
      return -1;
    }
    int hash = seed;
    for (Value item : items) {
      if (item.depth() > 0) {
        return -1;
      }
      hash = 31 * hash + item.hashCode();
    }
    return spread(hash) & (collections.length - 1);
  }

  private void keepCollection(int slot, Value value) {
    if (slot < 0) {
      return;
    }
    collections[slot] = value;
    if (++collectionMisses > collections.length && collections.length < MOST_SLOTS) {
      collections = new Value[collections.length * 4];
      collectionMisses = 0;
    }
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  NumberValue number(String text) {
    if (text.length() > LONGEST_KEPT) {
      return NumberValue.parse(text);
    }
    int slot = slot(text);
    if (slots[slot] instanceof NumberValue known && known.toString().equals(text)) {
      return known;
    }
    NumberValue value = NumberValue.parse(text);
    keep(slot, value);
    return value;
  }

  private int slot(String text) {
    return spread(text.hashCode()) & (slots.length - 1);
  }

  private void keep(int slot, Value value) {
    slots[slot] = value;
    if (++misses > slots.length && slots.length < MOST_SLOTS) {
      // Larger, and empty: what is common comes again soon.
      slots = new Value[slots.length * 4];
      misses = 0;
    }
  }

  /// The table of these keys; a smaller one if some of them are equal.
  KeyTable keys(Value[] keys) {
    if (keys.length == 0) {
      return none;
    }
    if (keys.length > MOST_KEYS) {
      return distinct(keys);
    }
    KeyList list = new KeyList(keys);
    KeyTable known = keyLists.get(list);
    if (known == null) {
      known = distinct(keys);
      if (keyLists.size() < MOST_KEY_LISTS) {
        keyLists.put(list, known);
      }
    }
    return known;
  }

  private static KeyTable distinct(Value[] keys) {
    KeyTable table = new KeyTable(keys.length);
    for (Value key : keys) {
      table.add(key);
    }
    return table;
  }

  private static final class KeyList {

    private final Value[] keys;
    private final int hash;

    KeyList(Value[] keys) {
      this.keys = keys;
      this.hash = Arrays.hashCode(keys);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof KeyList list && Arrays.equals(keys, list.keys);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
