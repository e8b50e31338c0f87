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
  private static final Value[] NO_KEYS = {};

  private @Nullable Value[] slots = new Value[FIRST_SLOTS];
  private int misses;
  private final Map<KeyList, KeyTable> keyLists = new HashMap<>();
  private final KeyTable none = KeyTable.of(NO_KEYS, 0);

  StringValue string(String text) {
    // Unpaired surrogates cannot be written as UTF-8; Go reads each as U+FFFD.
    String whole = GoText.withoutLoneSurrogates(text);
    if (whole.length() > LONGEST_KEPT) {
      return new StringValue(whole);
    }
    int slot = slot(whole);
    if (slots[slot] instanceof StringValue known && known.text().equals(whole)) {
      return known;
    }
    StringValue value = new StringValue(whole);
    keep(slot, value);
    return value;
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
    int mixed = text.hashCode() * 0x9E3779B9;
    return (mixed ^ (mixed >>> 15)) & (slots.length - 1);
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
