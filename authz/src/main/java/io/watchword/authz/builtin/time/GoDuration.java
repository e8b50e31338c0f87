package io.watchword.authz.builtin.time;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoFloat;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations such as `1h30m` and OPA's `2d`. Stateless.
final class GoDuration {

  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Map<String, Integer> HOURS = Map.of("d", 24, "w", 7 * 24, "y", 365 * 24);
  private static final Pattern EXTENDED =
      Pattern.compile("[-+]?(?:[0-9.]++(?:ms|us|µs|ns|[a-z]))+");
  private static final Pattern SEGMENT = Pattern.compile("([0-9.]++)(ms|us|µs|ns|[a-z])");
  private static final Pattern GO = Pattern.compile("([0-9]*+)(?:\\.([0-9]*+))?+([^0-9.]*+)");
  private static final int LONGEST = 10_000;

  private GoDuration() {}

  /// Nanoseconds.
  static long parse(String text) {
    if (text.length() > LONGEST) {
      throw new BuiltinFailedException("time: invalid duration: longer than " + LONGEST);
    }
    if (text.isEmpty() || !(text.contains("d") || text.contains("w") || text.contains("y"))) {
      return standard(text, text);
    }
    if (!EXTENDED.matcher(text).matches()) {
      throw unreadable(text);
    }
    StringBuilder rewritten = new StringBuilder();
    if (text.startsWith("-") || text.startsWith("+")) {
      rewritten.append(text.charAt(0));
    }
    Matcher segment = SEGMENT.matcher(text);
    while (segment.find()) {
      Integer hours = HOURS.get(segment.group(2));
      rewritten.append(
          hours == null ? segment.group() : hours(text, segment.group(1), hours) + "h");
    }
    return standard(rewritten.toString(), text);
  }

  private static String hours(String text, String digits, int factor) {
    if (!digits.matches("[0-9]+\\.?[0-9]*|\\.[0-9]+")) {
      throw unreadable(text);
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw unreadable(text);
    }
    return GoFloat.format(value * factor, 'f', GoFloat.SHORTEST);
  }

  /// @param shown what the message quotes
  private static long standard(String text, String shown) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    if (rest.isEmpty()) {
      throw invalid("invalid duration", shown);
    }
    long total = 0;
    Matcher part = GO.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      part.region(at, rest.length());
      if (!part.lookingAt() || "0123456789.".indexOf(rest.charAt(at)) < 0) {
        throw invalid("invalid duration", shown);
      }
      total += nanos(part, shown);
      // Unsigned: 2^63 is one too many, unless negative.
      if (Long.compareUnsigned(total, Long.MIN_VALUE) > 0) {
        throw invalid("invalid duration", shown);
      }
      at = part.end();
    }
    if (negative) {
      return -total;
    }
    if (total < 0) {
      throw invalid("invalid duration", shown);
    }
    return total;
  }

  private static long nanos(Matcher part, String shown) {
    String whole = part.group(1);
    String fraction = part.group(2) == null ? "" : part.group(2);
    if (whole.isEmpty() && fraction.isEmpty()) {
      throw invalid("invalid duration", shown);
    }
    long value = whole.isEmpty() ? 0 : leading(whole, shown);
    String unitName = part.group(3);
    if (unitName.isEmpty()) {
      throw invalid("missing unit in duration", shown);
    }
    Long unit = UNITS.get(unitName);
    if (unit == null) {
      throw invalid("unknown unit " + quote(unitName) + " in duration", shown);
    }
    if (Long.compareUnsigned(value, Long.divideUnsigned(Long.MIN_VALUE, unit)) > 0) {
      throw invalid("invalid duration", shown);
    }
    long nanos = value * unit + (long) fraction(fraction, unit);
    if (Long.compareUnsigned(nanos, Long.MIN_VALUE) > 0) {
      throw invalid("invalid duration", shown);
    }
    return nanos;
  }

  private static long leading(String digits, String shown) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      if (Long.compareUnsigned(value, Long.divideUnsigned(Long.MIN_VALUE, 10)) > 0) {
        throw invalid("invalid duration", shown);
      }
      value = value * 10 + (digits.charAt(i) - '0');
      if (Long.compareUnsigned(value, Long.MIN_VALUE) > 0) {
        throw invalid("invalid duration", shown);
      }
    }
    return value;
  }

  // Digits that no longer fit 64 bits are left out.
  private static double fraction(String digits, long unit) {
    long value = 0;
    double scale = 1;
    for (int i = 0; i < digits.length(); i++) {
      if (value > Long.MAX_VALUE / 10) {
        break;
      }
      long next = value * 10 + (digits.charAt(i) - '0');
      if (next < 0) {
        break;
      }
      value = next;
      scale *= 10;
    }
    return value * (unit / scale);
  }

  // Lengths with days, weeks or years are not quoted as the others are.
  private static BuiltinFailedException unreadable(String text) {
    return new BuiltinFailedException("time: invalid duration " + GoQuote.quote(text));
  }

  private static BuiltinFailedException invalid(String what, String shown) {
    return new BuiltinFailedException("time: " + what + " " + quote(shown));
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    byte[] bytes = GoString.bytes(text);
    for (byte b : bytes) {
      int c = b & 0xFF;
      if (c >= 0x80 || c < ' ') {
        out.append("\\x%02x".formatted(c));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
      }
    }
    return out.append('"').toString();
  }
}
