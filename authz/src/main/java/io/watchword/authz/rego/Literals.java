package io.watchword.authz.rego;

import io.watchword.authz.value.NumberValue;
import java.math.BigDecimal;
import java.util.Optional;

/// The values of strings and numbers as they are spelt.
final class Literals {

  // Beyond these many binary digits before or after the point a number is refused.
  private static final int MOST_BINARY_DIGITS = 100_000;
  private static final int LONGEST_NUMBER = 100_000;
  private static final double BITS_PER_DIGIT = Math.log(10) / Math.log(2);

  private Literals() {}

  /// The number; empty if it is too big.
  static Optional<NumberValue> number(String text) {
    if (text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    try {
      BigDecimal exact = new BigDecimal(text);
      if (exact.signum() != 0) {
        double bits = exact.unscaledValue().bitLength() - exact.scale() * BITS_PER_DIGIT;
        if (Math.abs(bits) > MOST_BINARY_DIGITS) {
          return Optional.empty();
        }
      }
      return Optional.of(NumberValue.parse(text));
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// The text between quotes, escapes resolved; empty if they are none of JSON's. Text without an
  /// escape may hold anything.
  static Optional<String> unescape(String inner) {
    if (inner.indexOf('\\') < 0) {
      return Optional.of(inner);
    }
    StringBuilder out = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c < 0x20 || c == '"') {
        return Optional.empty();
      }
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (++i == inner.length()) {
        return Optional.empty();
      }
      switch (inner.charAt(i)) {
        case '"', '\\', '/' -> out.append(inner.charAt(i));
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          int unit = hex(inner, i + 1);
          if (unit < 0) {
            return Optional.empty();
          }
          out.append((char) unit);
          i += 4;
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(wellFormed(out));
  }

  private static int hex(String text, int at) {
    if (at + 4 > text.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) >= 0x80) {
        return -1;
      }
      unit = unit * 16 + digit;
    }
    return unit;
  }

  // Half of a surrogate pair is no character: it becomes U+FFFD.
  private static String wellFormed(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        text.setCharAt(i, '\uFFFD');
      }
    }
    return text.toString();
  }
}
