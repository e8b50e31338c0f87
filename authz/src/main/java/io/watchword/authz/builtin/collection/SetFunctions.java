package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.Value;
import java.util.Map;

/// Sets from sets; `minus`, which is one of numbers too, is with arithmetic. Stateless.
public final class SetFunctions {

  private SetFunctions() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "and", (context, a) -> Operands.set(a, 0).intersect(Operands.set(a, 1)),
        "or", (context, a) -> either(Operands.set(a, 0), Operands.set(a, 1)),
        "set_diff", (context, a) -> Operands.set(a, 0).without(Operands.set(a, 1)),
        "union", (context, a) -> union(context, Operands.set(a, 0)),
        "intersection", (context, a) -> intersection(Operands.set(a, 0)));
  }

  private static SetValue either(SetValue a, SetValue b) {
    if (a.size() == 0) {
      return b;
    }
    return b.size() == 0 ? a : a.union(b);
  }

  private static SetValue union(BuiltinContext context, SetValue sets) {
    SetValue result = SetValue.growing();
    for (Value set : sets.sorted()) {
      SetValue next = inner(set);
      context.spend(next.size() / 4);
      next.sorted().forEach(result::add);
    }
    return result;
  }

  private static SetValue intersection(SetValue sets) {
    SetValue result = null;
    for (Value set : sets.sorted()) {
      SetValue next = inner(set);
      result = result == null ? next : result.intersect(next);
    }
    return result == null ? SetValue.growing() : result;
  }

  private static SetValue inner(Value value) {
    if (value instanceof SetValue set) {
      return set;
    }
    throw BuiltinFailedException.operand(1, "set", value.typeName());
  }
}
