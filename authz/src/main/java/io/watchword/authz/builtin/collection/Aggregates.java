package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One value from many. Stateless.
public final class Aggregates {

  private static final String LIST = "one of {set, array}";

  private Aggregates() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    all.put("count", (context, a) -> NumberValue.of(count(a)));
    all.put("max", (context, a) -> extreme(a, 1));
    all.put("min", (context, a) -> extreme(a, -1));
    all.put("sort", (context, a) -> sorted(a));
    all.put("all", (context, a) -> BooleanValue.of(areAllTrue(a)));
    all.put("any", (context, a) -> BooleanValue.of(isAnyTrue(a)));
    all.put("internal.member_2", (context, a) -> BooleanValue.of(isMember(context, a[0], a[1])));
    all.put("internal.member_3", (context, a) -> BooleanValue.of(isMember(a[0], a[1], a[2])));
    return all;
  }

  private static int count(Value[] arguments) {
    return switch (arguments[0]) {
      case ArrayValue array -> array.size();
      case ObjectValue object -> object.size();
      case SetValue set -> set.size();
      case StringValue s -> s.text().codePointCount(0, s.text().length());
      default -> throw Operands.wrong(arguments, 0, "one of {array, object, set, string}");
    };
  }

  /// Items of an array, or members of a set in order.
  static List<Value> items(Value[] arguments, String expected) {
    return switch (arguments[0]) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.sorted();
      default -> throw Operands.wrong(arguments, 0, expected);
    };
  }

  // Among equal ones the last of an array, the first of a set: `max([1, 1.0])` is 1.0.
  private static @Nullable Value extreme(Value[] arguments, int sign) {
    List<Value> items = items(arguments, LIST);
    int enough = arguments[0] instanceof ArrayValue ? 0 : 1;
    Value best = null;
    for (int i = 0; i < items.size(); i++) {
      Value item = items.get(i);
      if (best == null || sign * item.compareTo(best) >= enough) {
        best = item;
      }
    }
    return best;
  }

  private static Value sorted(Value[] arguments) {
    List<Value> items = items(arguments, LIST);
    if (arguments[0] instanceof SetValue) {
      return ArrayValue.of(items);
    }
    List<Value> copy = new ArrayList<>(items);
    copy.sort(null);
    return ArrayValue.of(copy);
  }

  private static boolean areAllTrue(Value[] arguments) {
    for (Value item : items(arguments, "one of {array, set}")) {
      if (!item.equals(BooleanValue.TRUE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAnyTrue(Value[] arguments) {
    return items(arguments, "one of {array, set}").contains(BooleanValue.TRUE);
  }

  private static boolean isMember(BuiltinContext context, Value wanted, Value collection) {
    return switch (collection) {
      case ArrayValue array -> array.items().contains(wanted);
      case SetValue set -> set.contains(wanted);
      case ObjectValue object -> hasValue(context, object, wanted);
      default -> false;
    };
  }

  private static boolean hasValue(BuiltinContext context, ObjectValue object, Value wanted) {
    context.spend(object.size());
    for (Value key : object.sortedKeys()) {
      if (object.required(key).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMember(Value key, Value wanted, Value collection) {
    if (collection instanceof SetValue set) {
      return key.equals(wanted) && set.contains(key);
    }
    Value there =
        switch (collection) {
          case ArrayValue array -> array.at(key);
          case ObjectValue object -> object.get(key);
          default -> null;
        };
    return there != null && there.equals(wanted);
  }
}
