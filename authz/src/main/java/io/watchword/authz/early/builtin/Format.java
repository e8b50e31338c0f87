package io.watchword.authz.early.builtin;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `sprintf` with the verbs `%s`, `%d`, `%v` and `%%`, as Go's `fmt` writes them. Stateless.
public final class Format {

  private Format() {}

  /// The first verb of `format` that is not supported; the type checker refuses such a policy.
  public static Optional<String> unsupportedVerb(String format) {
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) == '%') {
        i++;
        if (i >= format.length() || "sdv%".indexOf(format.charAt(i)) < 0) {
          return Optional.of(format.substring(i - 1, Math.min(format.length(), i + 1)));
        }
      }
    }
    return Optional.empty();
  }

  static String sprintf(String format, List<Value> arguments) {
    if (unsupportedVerb(format).isPresent()) {
      throw new BuiltinFailedException("sprintf: verb not supported");
    }
    StringBuilder result = new StringBuilder();
    int next = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        result.append(c);
        continue;
      }
      char verb = format.charAt(++i);
      if (verb == '%') {
        result.append('%');
      } else if (next >= arguments.size()) {
        result.append("%!").append(verb).append("(MISSING)");
      } else {
        result.append(formatted(verb, arguments.get(next++)));
      }
    }
    if (next < arguments.size()) {
      List<String> extra = new ArrayList<>();
      for (Value value : arguments.subList(next, arguments.size())) {
        extra.add(goType(value) + "=" + plain(value));
      }
      result.append("%!(EXTRA ").append(String.join(", ", extra)).append(')');
    }
    return result.toString();
  }

  private static String formatted(char verb, Value value) {
    String type = goType(value);
    boolean fits =
        switch (verb) {
          // Go's big.Int prints itself; int64 does not.
          case 's' -> type.equals("string") || type.equals("*big.Int");
          case 'd' -> type.equals("int64") || type.equals("*big.Int");
          default -> true;
        };
    return fits ? plain(value) : "%!" + verb + "(" + type + "=" + plain(value) + ")";
  }

  // As OPA hands numbers to Go: whole ones as integers, with a point as floats, all else as their
  // text.
  private static String goType(Value value) {
    if (!(value instanceof NumberValue number)) {
      return "string";
    }
    String text = number.toString();
    if (text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      return number.asLong().isPresent() ? "int64" : "*big.Int";
    }
    return text.contains(".") && Double.isFinite(number.exact().doubleValue())
        ? "float64"
        : "string";
  }

  private static String plain(Value value) {
    return switch (value) {
      case StringValue text -> text.text();
      case NumberValue number when goType(number).equals("float64") ->
          goFloat(number.exact().doubleValue());
      case NumberValue number -> number.toString();
      default -> nested(value);
    };
  }

  // OPA's own text of a composite value: JSON with a space after commas and colons, sets in braces.
  private static String nested(Value value) {
    return switch (value) {
      case ArrayValue array -> "[" + joined(array.items()) + "]";
      case SetValue set -> set.size() == 0 ? "set()" : "{" + joined(set.sorted()) + "}";
      case ObjectValue object ->
          "{"
              + String.join(
                  ", ",
                  object.sortedKeys().stream()
                      .map(key -> nested(key) + ": " + nested(object.required(key)))
                      .toList())
              + "}";
      default -> ValueJson.write(value);
    };
  }

  private static String joined(List<Value> values) {
    return String.join(", ", values.stream().map(Format::nested).toList());
  }

  // Go's %v: the shortest digits, exponent form below 1e-4 and from 1e21 on.
  private static String goFloat(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 21) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = value < 0 ? "-" : "";
    return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
