package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinFailedException.Kind;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.BigFloat;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.GoText;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Numbers from text and to text. Stateless.
public final class NumberTexts {

  private static final Set<String> NOT_FINITE = Set.of("inf", "infinity", "nan");

  private NumberTexts() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "format_int", (context, a) -> new StringValue(format(a)),
        "to_number", (context, a) -> toNumber(a));
  }

  private static String format(Value[] arguments) {
    NumberValue number = Operands.number(arguments, 0);
    NumberValue base = Operands.number(arguments, 1);
    int radix =
        switch (base.toString()) {
          case "2" -> 2;
          case "8" -> 8;
          case "10" -> 10;
          case "16" -> 16;
          default ->
              throw new BuiltinFailedException(
                  Kind.OPERAND, "operand 2 must be one of {2, 8, 10, 16}");
        };
    if (number.isLong()) {
      return Long.toString(number.longValue(), radix);
    }
    return written(number).orElseGet(() -> cut(number)).toString(radix);
  }

  // Digits only are taken as they are; everything else goes through a float, as in OPA.
  private static Optional<BigInteger> written(NumberValue number) {
    String text = number.toString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && !(i == 0 && (c == '-' || c == '+'))) {
        return Optional.empty();
      }
    }
    return number.toInteger();
  }

  private static BigInteger cut(NumberValue number) {
    try {
      return BigFloat.of(number).toInteger();
    } catch (ArithmeticException e) {
      throw Integers.failed(e);
    }
  }

  private static Value toNumber(Value[] arguments) {
    return switch (arguments[0]) {
      case NullValue n -> NumberValue.of(0);
      case BooleanValue b -> NumberValue.of(b.value() ? 1 : 0);
      case NumberValue n -> n;
      case StringValue s -> parse(s.text(), arguments);
      default -> throw Operands.wrong(arguments, 0, "one of {null, boolean, number, string}");
    };
  }

  private static NumberValue parse(String text, Value[] arguments) {
    int signs = 0;
    while (signs < text.length() && (text.charAt(signs) == '+' || text.charAt(signs) == '-')) {
      signs++;
    }
    if (NOT_FINITE.contains(text.substring(signs).toLowerCase(Locale.ROOT))) {
      throw Operands.wrong(arguments, 0, "valid number string");
    }
    NumberValue number;
    try {
      number = NumberValue.parse(text);
    } catch (NumberFormatException e) {
      throw failed(text, "invalid syntax");
    }
    if (!isFloatOfGo(text.substring(signs).toLowerCase(Locale.ROOT))) {
      throw failed(text, "invalid syntax");
    }
    if (Double.isInfinite(number.doubleValue())) {
      throw failed(text, "value out of range");
    }
    return number;
  }

  // Narrower than what a number's text may be: no base 2 or 8, and an exponent of 2 is there if and
  // only if the base is 16.
  private static boolean isFloatOfGo(String lower) {
    if (lower.startsWith("0b") || lower.startsWith("0o")) {
      return false;
    }
    return lower.startsWith("0x") == (lower.indexOf('p') >= 0);
  }

  private static BuiltinFailedException failed(String text, String why) {
    return new BuiltinFailedException(
        "strconv.ParseFloat: parsing " + GoText.quoted(text) + ": " + why);
  }
}
