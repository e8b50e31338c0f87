package io.watchword.authz.schema;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.math.BigDecimal;
import java.util.Iterator;

/// JSON text in which equal values are equal: numbers as the nearest double, as Go prints it.
/// Stateless.
final class CanonicalJson {

  // Go: of the shortest form, 21 digits decide for a float64 in JSON, but 6 for a big float.
  private static final int SHORT_EXPONENT = 6;

  private CanonicalJson() {}

  static String of(Value value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Value value) {
    switch (value) {
      case NullValue n -> out.append("null");
      case BooleanValue b -> out.append(b.value());
      case NumberValue number -> out.append(number(number.exact()));
      case StringValue string -> appendText(out, string);
      case ArrayValue array -> appendAll(out, array.items());
      case SetValue set -> appendAll(out, set.sorted());
      case ObjectValue object -> {
        out.append('{');
        String before = "";
        for (Value key : object.sortedKeys()) {
          out.append(before);
          appendText(out, key instanceof StringValue s ? s : new StringValue(ValueJson.write(key)));
          out.append(':');
          append(out, object.required(key));
          before = ",";
        }
        out.append('}');
      }
    }
  }

  private static void appendAll(StringBuilder out, Iterable<Value> values) {
    out.append('[');
    Iterator<Value> each = values.iterator();
    while (each.hasNext()) {
      append(out, each.next());
      out.append(each.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private static void appendText(StringBuilder out, StringValue text) {
    // Go writes JSON that may stand in HTML.
    out.append(
        ValueJson.write(text)
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026"));
  }

  static String number(BigDecimal exact) {
    double value = exact.doubleValue();
    if (Double.isInfinite(value)) {
      return exact.toString();
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -6 && exponent < 21) {
      return shortest.toPlainString();
    }
    return scientific(shortest, 1);
  }

  /// As Go's `%v` prints a big float.
  static String limit(BigDecimal exact) {
    BigDecimal shortest = exact.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (shortest.signum() == 0) {
      return "0";
    }
    return exponent < -4 || exponent >= SHORT_EXPONENT
        ? scientific(shortest, 2)
        : shortest.toPlainString();
  }

  private static String scientific(BigDecimal number, int leastDigits) {
    String digits = number.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - number.scale();
    StringBuilder out = new StringBuilder(number.signum() < 0 ? "-" : "");
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    String size = Integer.toString(Math.abs(exponent));
    return out.append(exponent < 0 ? "e-" : "e+")
        .append("0".repeat(Math.max(0, leastDigits - size.length())))
        .append(size)
        .toString();
  }
}
