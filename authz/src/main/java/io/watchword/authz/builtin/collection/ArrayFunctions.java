package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;

/// Arrays from arrays. Stateless.
public final class ArrayFunctions {

  private ArrayFunctions() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "array.concat", (context, a) -> concat(Operands.array(a, 0), Operands.array(a, 1)),
        "array.flatten", (context, a) -> flatten(context, Operands.array(a, 0)),
        "array.reverse", (context, a) -> reverse(Operands.array(a, 0)),
        "array.slice", (context, a) -> slice(a));
  }

  private static ArrayValue concat(ArrayValue a, ArrayValue b) {
    if (a.size() == 0) {
      return b;
    }
    if (b.size() == 0) {
      return a;
    }
    ArrayValue both = ArrayValue.growing(a.size() + b.size());
    append(a, both);
    append(b, both);
    return both;
  }

  private static void append(ArrayValue from, ArrayValue to) {
    List<Value> items = from.items();
    for (int i = 0; i < items.size(); i++) {
      to.append(items.get(i));
    }
  }

  // One level, not deeper.
  private static ArrayValue flatten(BuiltinContext context, ArrayValue array) {
    ArrayValue flat = ArrayValue.growing(array.size());
    for (Value item : array.items()) {
      if (item instanceof ArrayValue nested) {
        // The same array many times over: the result is far larger than the argument.
        context.spend(nested.size());
        append(nested, flat);
      } else {
        flat.append(item);
      }
    }
    return flat;
  }

  private static ArrayValue reverse(ArrayValue array) {
    List<Value> items = array.items();
    ArrayValue reversed = ArrayValue.growing(items.size());
    for (int i = items.size() - 1; i >= 0; i--) {
      reversed.append(items.get(i));
    }
    return reversed;
  }

  private static ArrayValue slice(Value[] arguments) {
    ArrayValue array = Operands.array(arguments, 0);
    long start = index(arguments, 1);
    long stop = index(arguments, 2);
    int to = (int) Math.clamp(stop, 0, (long) array.size());
    int from = (int) Math.clamp(start, 0, (long) to);
    return from == 0 && to == array.size() ? array : ArrayValue.of(array.items().subList(from, to));
  }

  private static long index(Value[] arguments, int position) {
    NumberValue number = Operands.number(arguments, position);
    if (!number.isLong()) {
      throw BuiltinFailedException.operand(position + 1, "integer number", "floating-point number");
    }
    return number.longValue();
  }
}
