package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoFormat;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `sprintf`: Go's verbs on what OPA makes of the arguments. Stateless.
final class Sprintf {

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  // Turning digits to binary takes time that grows faster than their number.
  private static final int MOST_DIGITS = 100_000;

  private Sprintf() {}

  static Value call(BuiltinContext context, Value[] arguments) {
    String format = Operands.text(arguments, 0);
    ArrayValue values = Operands.array(arguments, 1);
    context.spend(1 + format.length() / 20 + values.size());
    List<Object> converted = new ArrayList<>(values.size());
    for (Value value : values.items()) {
      Object argument = argument(value);
      // The same large value many times over is paid for each time.
      context.spend(argument instanceof String shown ? shown.length() / 20 : 0);
      converted.add(argument);
    }
    String text;
    try {
      text = GoFormat.sprintf(format, converted, TextFunctions.LONGEST);
    } catch (IllegalArgumentException tooLong) {
      throw TextFunctions.tooLong();
    }
    context.spend(text.length() / 20);
    return new StringValue(text);
  }

  private static Object argument(Value value) {
    return switch (value) {
      case StringValue string -> string.text();
      case NumberValue number -> number(number);
      default -> RegoText.of(value);
    };
  }

  // An integer of 64 bits, a fraction, a large integer; any other spelling stays text.
  private static Object number(NumberValue number) {
    String text = number.toString();
    boolean exponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
    if (!exponent && number.asLong().isPresent() && text.length() <= 20) {
      return number.asLong().getAsLong();
    }
    if (text.indexOf('.') >= 0) {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? text : value;
    }
    return WHOLE.matcher(text).matches() && text.length() <= MOST_DIGITS
        ? new BigInteger(text)
        : text;
  }
}
