package io.watchword.authz.schema;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The keywords of one schema object, with OPA's messages about those that are wrong. Immutable.
record Keywords(ObjectValue object) {

  @Nullable Value get(String name) {
    return object.get(new StringValue(name));
  }

  @Nullable String text(String name) {
    Value value = get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof StringValue string) {
      return string.text();
    }
    throw invalidType("string", name);
  }

  List<Value> list(String name) {
    Value value = get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof ArrayValue array) {
      return array.items();
    }
    throw new SchemaException(name + " must be of an array");
  }

  @Nullable BigDecimal number(String name) {
    Value value = get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof NumberValue number) {
      return number.exact();
    }
    throw new SchemaException(name + " must be of a Number");
  }

  @Nullable Long count(String name) {
    Value value = get(name);
    if (value == null) {
      return null;
    }
    OptionalLong count =
        value instanceof NumberValue number ? number.asLong() : OptionalLong.empty();
    // An integer in another spelling, such as 1.0, is none to OPA.
    if (count.isEmpty() || !value.toString().matches("-?[0-9]+")) {
      throw new SchemaException(name + " must be of an integer");
    }
    if (count.getAsLong() < 0) {
      throw new SchemaException(name + " must be greater than or equal to 0");
    }
    return count.getAsLong();
  }

  boolean flag(String name) {
    Value value = get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof BooleanValue flag) {
      return flag.value();
    }
    throw new SchemaException(name + " must be of a boolean");
  }

  static SchemaException invalidType(String expected, String given) {
    return new SchemaException("Invalid type. Expected: " + expected + ", given: " + given);
  }
}
