package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What kind a value is. Stateless.
public final class Types {

  private static final List<String> NAMES =
      List.of("null", "boolean", "number", "string", "array", "object", "set");

  private Types() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    all.put("type_name", (context, a) -> new StringValue(a[0].typeName()));
    for (int i = 0; i < NAMES.size(); i++) {
      int rank = i;
      all.put("is_" + NAMES.get(i), (context, a) -> BooleanValue.of(a[0].rank() == rank));
    }
    for (String name : List.of("null", "boolean", "string", "object")) {
      all.put("cast_" + name, (context, a) -> same(a, name));
    }
    all.put("cast_array", (context, a) -> array(a));
    all.put("cast_set", (context, a) -> set(a));
    return all;
  }

  private static Value same(Value[] arguments, String name) {
    if (!arguments[0].typeName().equals(name)) {
      throw Operands.wrong(arguments, 0, name);
    }
    return arguments[0];
  }

  private static Value array(Value[] arguments) {
    return switch (arguments[0]) {
      case ArrayValue array -> array;
      case SetValue set -> ArrayValue.of(set.sorted());
      default -> throw Operands.wrong(arguments, 0, "one of {array, set}");
    };
  }

  private static Value set(Value[] arguments) {
    return switch (arguments[0]) {
      case ArrayValue array -> SetValue.of(array.items());
      case SetValue set -> set;
      default -> throw Operands.wrong(arguments, 0, "one of {array, set}");
    };
  }
}
