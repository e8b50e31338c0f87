package io.watchword.authz.builtin.golang;

import io.watchword.authz.builtin.golang.GoFormat.Layout;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Prints one value after another as Go's verbs say. One use, one thread.
final class GoPrinter {

  // Deeper than values get by other limits; a guard of the stack.
  private static final int DEEPEST = 2_000;

  private final StringBuilder out = new StringBuilder();
  private final int longest;

  GoPrinter(int longest) {
    this.longest = longest;
  }

  String text() {
    return out.toString();
  }

  void append(String text) {
    if (out.length() + (long) text.length() > longest) {
      throw new IllegalArgumentException("result is longer than " + longest + " characters");
    }
    out.append(text);
  }

  static String typeName(Object value) {
    return switch (value) {
      case String s -> "string";
      case GoNumber n -> "json.Number";
      case Boolean b -> "bool";
      case Long l -> "int64";
      case Integer i -> "int";
      case Double d -> "float64";
      case BigInteger b -> "*big.Int";
      case Character c -> "int32";
      case List<?> l -> "[]interface {}";
      case Map<?, ?> m -> "map[string]interface {}";
      default -> "<nil>";
    };
  }

  void argument(Object value, int verb, Layout layout) {
    if (value instanceof GoNil) {
      if (verb == 'T' || verb == 'v') {
        pad("<nil>", layout);
      } else {
        bad(value, verb, layout, 0);
      }
      return;
    }
    if (verb == 'T') {
      string(typeName(value), 's', layout);
    } else if (verb == 'p') {
      bad(value, verb, layout, 0);
    } else {
      value(value, verb, layout, 0);
    }
  }

  private void value(Object value, int verb, Layout layout, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("value is nested too deeply");
    }
    switch (value) {
      case String s -> stringOrBad(value, s, verb, layout, depth);
      case GoNumber n -> stringOrBad(value, n.text(), verb, layout, depth);
      case Boolean b -> {
        if (verb == 't' || verb == 'v') {
          pad(b.toString(), layout);
        } else {
          bad(value, verb, layout, depth);
        }
      }
      case Long l -> integer(value, l, verb, layout, depth);
      case Integer i -> integer(value, i, verb, layout, depth);
      case Double d -> floating(value, d, verb, layout, depth);
      case BigInteger b -> big(b, verb, layout);
      case List<?> l -> list(l, verb, layout, depth);
      case Map<?, ?> m -> map(m, verb, layout, depth);
      default -> {
        if (verb == 'v') {
          append(layout.sharpValue ? "interface {}(nil)" : "<nil>");
        } else {
          bad(value, verb, layout, depth);
        }
      }
    }
  }

  private void list(List<?> values, int verb, Layout layout, int depth) {
    append(layout.sharpValue ? "[]interface {}{" : "[");
    String between = "";
    for (Object item : values) {
      append(between);
      value(item, verb, layout, depth + 1);
      between = layout.sharpValue ? ", " : " ";
    }
    append(layout.sharpValue ? "}" : "]");
  }

  private void map(Map<?, ?> values, int verb, Layout layout, int depth) {
    append(layout.sharpValue ? "map[string]interface {}{" : "map[");
    Map<String, Object> sorted = new TreeMap<>();
    values.forEach((key, item) -> sorted.put(GoString.latin((String) key), item));
    String between = "";
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      append(between);
      value(GoString.ofLatin(entry.getKey()), verb, layout, depth + 1);
      append(":");
      value(entry.getValue(), verb, layout, depth + 1);
      between = layout.sharpValue ? ", " : " ";
    }
    append(layout.sharpValue ? "}" : "]");
  }

  private void bad(Object value, int verb, Layout layout, int depth) {
    append("%!" + Character.toString(verb) + "(");
    if (value instanceof GoNil) {
      append("<nil>");
    } else {
      append(typeName(value) + "=");
      if (value instanceof BigInteger big) {
        words(big);
      } else {
        value(value, 'v', layout, depth + 1);
      }
    }
    append(")");
  }

  // While Go reports a mistake it does not ask the number to print itself, and shows its parts.
  private void words(BigInteger value) {
    append("&{" + (value.signum() < 0) + " [");
    BigInteger rest = value.abs();
    String between = "";
    while (rest.signum() != 0) {
      append(between + Long.toUnsignedString(rest.longValue()));
      rest = rest.shiftRight(64);
      between = " ";
    }
    append("]}");
  }

  private void stringOrBad(Object value, String text, int verb, Layout layout, int depth) {
    if (!string(text, verb, layout)) {
      bad(value, verb, layout, depth);
    }
  }

  private boolean string(String text, int verb, Layout layout) {
    switch (verb) {
      case 'v' -> {
        if (layout.sharpValue) {
          quoted(text, layout);
        } else {
          pad(truncated(text, layout), layout);
        }
      }
      case 's' -> pad(truncated(text, layout), layout);
      case 'x', 'X' -> hexadecimal(GoString.bytes(text), verb == 'X', layout);
      case 'q' -> quoted(text, layout);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void quoted(String text, Layout layout) {
    String shown = truncated(text, layout);
    if (layout.sharp && GoQuote.canBackquote(shown)) {
      pad("`" + shown + "`", layout);
    } else {
      pad(layout.plus ? GoQuote.quoteToAscii(shown) : GoQuote.quote(shown), layout);
    }
  }

  private static String truncated(String text, Layout layout) {
    if (layout.precision.isEmpty() || layout.precision.get() >= GoString.runeCount(text)) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, layout.precision.get()));
  }

  private void hexadecimal(byte[] bytes, boolean upper, Layout layout) {
    int length = Math.min(bytes.length, layout.precision.orElse(bytes.length));
    StringBuilder text = new StringBuilder();
    String prefix = upper ? "0X" : "0x";
    for (int i = 0; i < length; i++) {
      text.append(layout.space && i > 0 ? " " : "");
      text.append(layout.sharp && (i == 0 || layout.space) ? prefix : "");
      String digits = Integer.toHexString(bytes[i] & 0xFF);
      String two = digits.length() == 1 ? "0" + digits : digits;
      text.append(upper ? two.toUpperCase(Locale.ROOT) : two);
    }
    pad(text.toString(), layout);
  }

  private void integer(Object value, long number, int verb, Layout layout, int depth) {
    switch (verb) {
      case 'v', 'd' -> digits(number, 10, verb, layout);
      case 'b' -> digits(number, 2, verb, layout);
      case 'o', 'O' -> digits(number, 8, verb, layout);
      case 'x', 'X' -> digits(number, 16, verb, layout);
      case 'c' -> pad(Character.toString(character(number)), layout);
      case 'q' -> pad(GoQuote.quoteRune(character(number), layout.plus), layout);
      case 'U' -> unicode(number, layout);
      default -> bad(value, verb, layout, depth);
    }
  }

  private static int character(long number) {
    boolean outside = number < 0 || number > Character.MAX_CODE_POINT;
    return outside ? GoString.REPLACEMENT : GoString.rune((int) number);
  }

  private void digits(long number, int base, int verb, Layout layout) {
    boolean negative = number < 0;
    if (layout.precision.isPresent() && layout.precision.get() == 0 && number == 0) {
      append(" ".repeat(layout.width.orElse(0)));
      return;
    }
    int least = layout.precision.orElse(0);
    if (layout.precision.isEmpty() && layout.zero && !layout.minus && layout.width.isPresent()) {
      least = layout.width.get() - (negative || layout.plus || layout.space ? 1 : 0);
    }
    String text = BigInteger.valueOf(number).abs().toString(base);
    text = verb == 'X' ? text.toUpperCase(Locale.ROOT) : text;
    text = "0".repeat(Math.max(0, least - text.length())) + text;
    String prefix = "";
    if (layout.sharp) {
      prefix =
          switch (base) {
            case 2 -> "0b";
            case 8 -> text.startsWith("0") ? "" : "0";
            case 16 -> verb == 'X' ? "0X" : "0x";
            default -> "";
          };
    }
    prefix = verb == 'O' ? "0o" + prefix : prefix;
    String sign = negative ? "-" : layout.plus ? "+" : layout.space ? " " : "";
    padWithSpaces(sign + prefix + text, layout);
  }

  private void unicode(long number, Layout layout) {
    String text = Long.toHexString(number).toUpperCase(Locale.ROOT);
    int least = Math.max(4, layout.precision.orElse(4));
    String shown = "U+" + "0".repeat(Math.max(0, least - text.length())) + text;
    if (layout.sharp
        && number >= 0
        && number <= Character.MAX_CODE_POINT
        && GoQuote.isPrint((int) number)) {
      shown += " '" + Character.toString((int) number) + "'";
    }
    padWithSpaces(shown, layout);
  }

  private void floating(Object value, double number, int verb, Layout layout, int depth) {
    switch (verb) {
      case 'v' -> floating(number, 'g', GoFloat.SHORTEST, layout);
      case 'b', 'g', 'G', 'x', 'X' -> floating(number, (char) verb, GoFloat.SHORTEST, layout);
      case 'e', 'E', 'f' -> floating(number, (char) verb, 6, layout);
      case 'F' -> floating(number, 'f', 6, layout);
      default -> bad(value, verb, layout, depth);
    }
  }

  private void floating(double number, char format, int standard, Layout layout) {
    int precision = layout.precision.orElse(standard);
    String text = GoFloat.format(number, format, precision);
    String sign = text.startsWith("-") ? "-" : "+";
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (layout.space && sign.equals("+") && !layout.plus) {
      sign = " ";
    }
    boolean special = rest.startsWith("I") || rest.startsWith("N");
    if (layout.sharp && format != 'b' && !special) {
      rest = withPoint(rest, format, precision);
    }
    boolean signed = layout.plus || !sign.equals("+");
    String shown = signed ? sign + rest : rest;
    if (special) {
      padWithSpaces(shown, layout);
    } else if (signed && layout.zero && !layout.minus && layout.width.orElse(0) > shown.length()) {
      append(sign + "0".repeat(layout.width.get() - shown.length()) + rest);
    } else {
      pad(shown, layout);
    }
  }

  // The flag # keeps the point and trailing zeros.
  private static String withPoint(String number, char format, int precision) {
    boolean counts = format == 'g' || format == 'G' || format == 'x';
    int missing = counts ? (precision == GoFloat.SHORTEST ? 6 : precision) : 0;
    boolean hexadecimal = format == 'x' || format == 'X';
    int tailAt = number.length();
    boolean point = false;
    boolean nonzero = false;
    for (int i = 0; i < tailAt; i++) {
      char c = number.charAt(i);
      if (c == '.') {
        point = true;
      } else if (c == 'p' || c == 'P' || (!hexadecimal && (c == 'e' || c == 'E'))) {
        tailAt = i;
      } else {
        nonzero |= c != '0';
        missing -= nonzero ? 1 : 0;
      }
    }
    String head = number.substring(0, tailAt);
    if (!point) {
      missing -= head.equals("0") ? 1 : 0;
      head += ".";
    }
    return head + "0".repeat(Math.max(0, missing)) + number.substring(tailAt);
  }

  private void big(BigInteger number, int verb, Layout layout) {
    int base =
        switch (verb) {
          case 'b' -> 2;
          case 'o', 'O' -> 8;
          case 'd', 's', 'v' -> 10;
          case 'x', 'X' -> 16;
          default -> 0;
        };
    if (verb == 'w') {
      bad(number, verb, layout, 0);
      return;
    }
    if (base == 0) {
      append("%!" + Character.toString(verb) + "(big.Int=" + number + ")");
      return;
    }
    boolean plus = layout.plus || layout.plusValue;
    String sign = number.signum() < 0 ? "-" : plus ? "+" : layout.space ? " " : "";
    String prefix = verb == 'O' ? "0o" : "";
    if (layout.sharp || layout.sharpValue) {
      prefix =
          verb == 'b' ? "0b" : verb == 'o' ? "0" : verb == 'x' ? "0x" : verb == 'X' ? "0X" : prefix;
    }
    String digits = number.abs().toString(base);
    digits = verb == 'X' ? digits.toUpperCase(Locale.ROOT) : digits;
    int zeros = Math.max(0, layout.precision.orElse(0) - digits.length());
    int gap = layout.width.orElse(0) - sign.length() - prefix.length() - zeros - digits.length();
    String left = "";
    String right = "";
    if (gap > 0 && layout.minus) {
      right = " ".repeat(gap);
    } else if (gap > 0 && layout.zero && layout.precision.isEmpty()) {
      zeros = gap;
    } else if (gap > 0) {
      left = " ".repeat(gap);
    }
    append(left + sign + prefix + "0".repeat(zeros) + digits + right);
  }

  private void padWithSpaces(String text, Layout layout) {
    boolean zero = layout.zero;
    layout.zero = false;
    pad(text, layout);
    layout.zero = zero;
  }

  private void pad(String text, Layout layout) {
    int gap = layout.width.map(w -> w - GoString.runeCount(text)).orElse(0);
    if (gap <= 0) {
      append(text);
    } else if (layout.minus) {
      append(text + " ".repeat(gap));
    } else {
      append((layout.zero ? "0" : " ").repeat(gap) + text);
    }
  }
}
