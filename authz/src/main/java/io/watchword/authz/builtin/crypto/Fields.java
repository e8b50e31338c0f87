package io.watchword.authz.builtin.crypto;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/// A document under construction, in the way in which Go writes its structures as JSON: bytes are
/// base64, and an empty list is `null`.
final class Fields {

  private final TableValue table = TableValue.growing();

  Fields with(String name, Value value) {
    table.put(new StringValue(name), value);
    return this;
  }

  Fields with(String name, String text) {
    return with(name, new StringValue(text));
  }

  Fields with(String name, boolean value) {
    return with(name, BooleanValue.of(value));
  }

  Fields with(String name, long value) {
    return with(name, NumberValue.of(value));
  }

  Fields with(String name, BigInteger value) {
    return with(name, NumberValue.of(value));
  }

  Fields bytes(String name, byte[] value) {
    return with(name, base64(value));
  }

  Fields nothing(String... names) {
    for (String name : names) {
      with(name, NullValue.NULL);
    }
    return this;
  }

  <T> Fields list(String name, List<T> items, Function<? super T, ? extends Value> each) {
    return with(name, list(items, each));
  }

  Fields texts(String name, List<String> items) {
    return list(name, items, StringValue::new);
  }

  TableValue done() {
    return table;
  }

  static <T> Value list(List<T> items, Function<? super T, ? extends Value> each) {
    return items.isEmpty() ? NullValue.NULL : ArrayValue.of(items.stream().map(each).toList());
  }

  static Value base64(byte[] bytes) {
    return new StringValue(Base64.getEncoder().encodeToString(bytes));
  }

  static Value oid(List<Long> arcs) {
    return ArrayValue.of(arcs.stream().map(NumberValue::of).toList());
  }
}
