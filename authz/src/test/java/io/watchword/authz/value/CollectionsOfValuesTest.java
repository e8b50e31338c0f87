package io.watchword.authz.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectionsOfValuesTest {

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 9, 50, 5_000})
  void put_manyKeysInAnyOrder_behavesAsAMap(int keys) {
    Random random = new Random(keys);
    Map<Value, Value> expected = new HashMap<>();
    TableValue table = TableValue.growing();
    for (int i = 0; i < keys * 3; i++) {
      Value key =
          random.nextBoolean()
              ? NumberValue.of(random.nextInt(keys))
              : new StringValue("k" + random.nextInt(keys));
      expected.put(key, NumberValue.of(i));
      table.put(key, NumberValue.of(i));
    }
    assertThat(table.size()).isEqualTo(expected.size());
    expected.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    assertThat(table.get(new StringValue("missing"))).isNull();
    List<Value> sorted = new ArrayList<>(expected.keySet());
    Collections.sort(sorted);
    assertThat(table.sortedKeys()).isEqualTo(sorted);
    for (int i = 0; i < sorted.size(); i++) {
      assertThat(table.valueAt(i)).isEqualTo(expected.get(sorted.get(i)));
    }
    assertThat(table).isEqualTo(TableValue.of(expected)).hasSameHashCodeAs(TableValue.of(expected));
  }

  // "Aa" and "BB" have one hash, and so have all words of them.
  @Test
  void add_tensOfThousandsOfCollidingStrings_staysFast() {
    SetValue set = SetValue.growing();
    for (int i = 0; i < 1 << 15; i++) {
      set.add(colliding(i));
    }
    assertThat(set.size()).isEqualTo(1 << 15);
    for (int i = 0; i < 1 << 15; i++) {
      assertThat(set.contains(colliding(i))).isTrue();
    }
    assertThat(set.contains(new StringValue("AaAaCC"))).isFalse();
  }

  private static Value colliding(int bits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      text.append((bits >> i & 1) == 0 ? "Aa" : "BB");
    }
    return new StringValue(text.toString());
  }

  @Test
  void add_equalMember_keepsTheFirstSpelling() {
    SetValue set = SetValue.growing();
    set.add(NumberValue.parse("1.0"));
    set.add(NumberValue.of(1));
    assertThat(set).hasToString("{1.0}");
  }

  @Test
  void copy_isGrown_leavesTheOriginalAlone() {
    Value read = ((ArrayValue) ValueJson.parse("[{\"a\":1},{\"a\":2}]")).get(0);
    TableValue copy = ((TableValue) read).copy();
    copy.put(new StringValue("b"), NumberValue.of(2));
    copy.put(new StringValue("a"), NumberValue.of(3));
    assertThat(read).hasToString("{\"a\": 1}");
    assertThat(copy).hasToString("{\"a\": 3, \"b\": 2}");
  }

  @Test
  void union_isGrown_leavesTheOriginalAlone() {
    SetValue a = SetValue.of(List.of(NumberValue.of(2), NumberValue.of(1)));
    SetValue b = a.union(SetValue.of(List.of(NumberValue.of(3))));
    assertThat(a).hasToString("{1, 2}");
    assertThat(b).hasToString("{1, 2, 3}");
  }

  @Test
  void packedString_isTheStringThatItSpells() {
    byte[] bytes = "xxhéllo".getBytes(StandardCharsets.ISO_8859_1);
    StringValue packed = StringValue.packed(bytes, 2, 5);
    StringValue other = StringValue.packed(bytes.clone(), 2, 5);
    StringValue plain = new StringValue("héllo");
    assertThat(packed).isEqualTo(other).isEqualTo(plain).hasSameHashCodeAs(plain);
    assertThat(plain).isEqualTo(packed);
    assertThat(packed).isNotEqualTo(new StringValue("hello"));
    assertThat(packed).isEqualByComparingTo(plain).isEqualByComparingTo(other);
    assertThat(packed).isGreaterThan(new StringValue("hell"));
    assertThat(packed.text()).isEqualTo("héllo");
    assertThat(packed).isEqualTo(other).isEqualTo(plain).hasSameHashCodeAs(plain);
  }

  @Test
  void compareTo_strings_isThatOfUtf8() {
    assertThat(new StringValue("\uffff")).isLessThan(new StringValue("😀"));
    assertThat(new StringValue("a")).isLessThan(new StringValue("aa"));
  }
}
