package io.watchword.authz.builtin.language;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.TraceNotes;
import io.watchword.authz.builtin.text.RegoText;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;

/// What the compiler makes of `print(…)` and of `$"…"`. Each operand is a set of the values that an
/// expression has: none where it is undefined. Stateless.
public final class Prints {

  private static final String UNDEFINED = "<undefined>";

  private Prints() {}

  /// All, by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "internal.print", (context, a) -> print(context, Operands.array(a, 0)),
        "internal.template_string", (context, a) -> template(context, Operands.array(a, 0)),
        "trace", (context, a) -> trace(context, a));
  }

  private static Value print(BuiltinContext context, ArrayValue operands) {
    line(context, operands.items(), new String[operands.items().size()], 0);
    return BooleanValue.TRUE;
  }

  // A line for each combination of values.
  private static void line(
      BuiltinContext context, List<Value> operands, String[] texts, int position) {
    if (position == operands.size()) {
      context.spend(texts.length + 1L);
      context.print(String.join(" ", texts));
      return;
    }
    for (Value value : choices(operands.get(position))) {
      texts[position] = text(value);
      line(context, operands, texts, position + 1);
    }
  }

  private static List<Value> choices(Value operand) {
    return switch (operand) {
      case StringValue s -> List.of(s);
      case NumberValue n -> List.of(n);
      case BooleanValue b -> List.of(b);
      case NullValue n -> List.of(n);
      case SetValue set -> set.size() == 0 ? List.of(new StringValue(UNDEFINED)) : set.sorted();
      case ArrayValue a -> throw illegal(a);
      case ObjectValue o -> throw illegal(o);
    };
  }

  private static BuiltinFailedException illegal(Value operand) {
    return new BuiltinFailedException(
        BuiltinFailedException.Kind.HALT, "illegal argument type: " + operand.typeName());
  }

  private static String text(Value value) {
    return value instanceof StringValue string ? string.text() : RegoText.of(value);
  }

  private static Value template(BuiltinContext context, ArrayValue parts) {
    StringBuilder out = new StringBuilder();
    for (Value part : parts.items()) {
      List<Value> choices = choices(part);
      if (choices.size() > 1) {
        throw new BuiltinFailedException(
            BuiltinFailedException.Kind.CONFLICT,
            "template-strings must not produce multiple outputs");
      }
      String text = text(choices.getFirst());
      context.spend(1 + text.length() / 16);
      out.append(text);
    }
    context.spend(1);
    return new StringValue(out.toString());
  }

  private static Value trace(BuiltinContext context, Value[] arguments) {
    TraceNotes.of(context).add(Operands.text(arguments, 0));
    return BooleanValue.TRUE;
  }
}
