package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinFailedException.Kind;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Objects from objects. Stateless.
public final class ObjectFunctions {

  private ObjectFunctions() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "object.filter",
            (context, a) -> chosen(context, Operands.object(a, 0), keys(context, a), true),
        "object.get", (context, a) -> get(a),
        "object.keys", (context, a) -> keySet(context, Operands.object(a, 0)),
        "object.remove",
            (context, a) -> chosen(context, Operands.object(a, 0), keys(context, a), false),
        "object.union",
            (context, a) -> either(context, Operands.object(a, 0), Operands.object(a, 1)),
        "object.union_n", (context, a) -> unionOfAll(context, Operands.array(a, 0)));
  }

  private static Value get(Value[] arguments) {
    ObjectValue object = Operands.object(arguments, 0);
    Value found =
        arguments[1] instanceof ArrayValue path ? follow(object, path) : object.get(arguments[1]);
    return found == null ? arguments[2] : found;
  }

  private static @Nullable Value follow(Value start, ArrayValue path) {
    Value at = start;
    List<Value> steps = path.items();
    for (int i = 0; i < steps.size() && at != null; i++) {
      Value step = steps.get(i);
      at =
          switch (at) {
            case ObjectValue object -> object.get(step);
            case ArrayValue array -> array.at(step);
            case SetValue set -> set.contains(step) ? step : null;
            default -> null;
          };
    }
    return at;
  }

  private static SetValue keySet(BuiltinContext context, ObjectValue object) {
    context.spend(object.size());
    return SetValue.of(object.sortedKeys());
  }

  private static SetValue keys(BuiltinContext context, Value[] arguments) {
    Operands.object(arguments, 0);
    return switch (arguments[1]) {
      case SetValue set -> set;
      case ArrayValue array -> SetValue.of(array.items());
      case ObjectValue object -> keySet(context, object);
      default -> throw Operands.wrong(arguments, 1, "one of {object, set, array}");
    };
  }

  private static TableValue chosen(
      BuiltinContext context, ObjectValue object, SetValue keys, boolean wanted) {
    context.spend(object.size());
    TableValue result = TableValue.growing();
    for (Value key : object.sortedKeys()) {
      if (keys.contains(key) == wanted) {
        result.put(key, object.required(key));
      }
    }
    return result;
  }

  private static ObjectValue either(BuiltinContext context, ObjectValue a, ObjectValue b) {
    return a.equals(b) ? a : union(context, a, b, false);
  }

  // Fields of both; where both have an object, their union, otherwise the second's. Which spelling
  // of equal keys stays (`1`, `1.0`) differs between the two functions.
  private static ObjectValue union(
      BuiltinContext context, ObjectValue a, ObjectValue b, boolean lastKeyStays) {
    if (a.size() == 0) {
      return b;
    }
    if (b.size() == 0) {
      return a;
    }
    context.spend((long) a.size() + b.size());
    TableValue result = TableValue.growing();
    ObjectValue first = lastKeyStays ? b : a;
    for (Value key : first.sortedKeys()) {
      result.put(key, first.required(key));
    }
    for (Value key : (lastKeyStays ? a : b).sortedKeys()) {
      Value older = a.get(key);
      Value newer = b.get(key);
      if (older instanceof ObjectValue x && newer instanceof ObjectValue y) {
        result.put(key, union(context, x, y, lastKeyStays));
      } else if (newer != null) {
        result.put(key, newer);
      } else if (older != null) {
        result.put(key, older);
      }
    }
    return result;
  }

  private static Value unionOfAll(BuiltinContext context, ArrayValue objects) {
    ObjectValue result = null;
    for (Value item : objects.items()) {
      if (!(item instanceof ObjectValue object)) {
        throw new BuiltinFailedException(
            Kind.OPERAND,
            "operand 1 must be array of objects but got array containing " + item.typeName());
      }
      result = result == null ? object : union(context, result, object, true);
    }
    return result == null ? TableValue.growing() : result;
  }
}
