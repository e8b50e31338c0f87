package io.watchword.authz.builtin.golang;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// Floats of 64 bits as Go writes them. Stateless.
public final class GoFloat {

  /// As many digits as it takes to read the same float again.
  public static final int SHORTEST = -1;

  private GoFloat() {}

  /// @param format one of `b e E f g G x X`
  /// @param precision digits after the point (`g`: in all), or [#SHORTEST]
  public static String format(double value, char format, int precision) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    double magnitude = Math.abs(value);
    return sign
        + switch (format) {
          case 'b' -> binary(magnitude);
          case 'x', 'X' -> hexadecimal(magnitude, precision, format);
          default -> decimal(magnitude, format, precision);
        };
  }

  private static String decimal(double value, char format, int precision) {
    boolean shortest = precision < 0;
    Digits digits =
        switch (format) {
          case 'e', 'E' -> shortest ? shortest(value) : significant(value, precision + 1);
          case 'f' -> shortest ? shortest(value) : fixed(value, precision);
          default -> shortest ? shortest(value) : significant(value, Math.max(1, precision));
        };
    return switch (format) {
      case 'e', 'E' ->
          exponent(digits, shortest ? Math.max(0, digits.text.length() - 1) : precision, format);
      case 'f' ->
          plain(digits, shortest ? Math.max(0, digits.text.length() - digits.point) : precision);
      default -> general(digits, format, shortest, Math.max(1, precision));
    };
  }

  private static String general(Digits digits, char format, boolean shortest, int precision) {
    int limit =
        precision > digits.text.length() && digits.text.length() >= digits.point
            ? digits.text.length()
            : precision;
    if (shortest) {
      limit = 6;
    }
    int exponent = digits.point - 1;
    if (exponent < -4 || exponent >= limit) {
      int shown = shortest ? digits.text.length() : Math.min(precision, digits.text.length());
      return exponent(digits, Math.max(0, shown - 1), format == 'g' ? 'e' : 'E');
    }
    return plain(digits, Math.max(0, digits.text.length() - digits.point));
  }

  private static String exponent(Digits digits, int precision, char letter) {
    StringBuilder out = new StringBuilder();
    out.append(digits.at(0));
    if (precision > 0) {
      out.append('.');
      for (int i = 1; i <= precision; i++) {
        out.append(digits.at(i));
      }
    }
    int exponent = digits.text.isEmpty() ? 0 : digits.point - 1;
    out.append(letter).append(exponent < 0 ? '-' : '+');
    exponent = Math.abs(exponent);
    return out.append(exponent < 10 ? "0" : "").append(exponent).toString();
  }

  private static String plain(Digits digits, int precision) {
    StringBuilder out = new StringBuilder();
    if (digits.point > 0) {
      for (int i = 0; i < digits.point; i++) {
        out.append(digits.at(i));
      }
    } else {
      out.append('0');
    }
    if (precision > 0) {
      out.append('.');
      for (int i = 0; i < precision; i++) {
        int position = digits.point + i;
        out.append(position < 0 ? '0' : digits.at(position));
      }
    }
    return out.toString();
  }

  /// `0.` and `text`, times ten to the `point`; no text is zero.
  private record Digits(String text, int point) {

    static Digits of(BigDecimal value) {
      if (value.signum() == 0) {
        return new Digits("", 0);
      }
      BigDecimal stripped = value.stripTrailingZeros();
      String text = stripped.unscaledValue().toString();
      return new Digits(text, text.length() - stripped.scale());
    }

    char at(int position) {
      return position < text.length() ? text.charAt(position) : '0';
    }
  }

  private static Digits shortest(double value) {
    if (value == 0) {
      return Digits.of(BigDecimal.ZERO);
    }
    BigDecimal two = new BigDecimal(Double.toString(value));
    // Java never goes below two digits; Go does where one is enough.
    BigDecimal one = new BigDecimal(value).round(new MathContext(1, RoundingMode.HALF_EVEN));
    return Digits.of(
        two.stripTrailingZeros().precision() == 2 && one.doubleValue() == value ? one : two);
  }

  private static Digits significant(double value, int digits) {
    return Digits.of(new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)));
  }

  private static Digits fixed(double value, int places) {
    return Digits.of(new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN));
  }

  // Mantissa p exponent, both decimal: 4503599627370496p-52.
  private static String binary(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    long mantissa = bits & 0xFFFFFFFFFFFFFL;
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= 1L << 52;
    }
    int power = exponent - 1023 - 52;
    return mantissa + "p" + (power < 0 ? "" : "+") + power;
  }

  private static String hexadecimal(double value, int precision, char format) {
    int exponent = value == 0 ? 0 : Math.getExponent(value);
    long mantissa = Double.doubleToRawLongBits(value) & 0xFFFFFFFFFFFFFL;
    if (value != 0 && exponent < Double.MIN_EXPONENT) {
      int shift = Long.numberOfLeadingZeros(mantissa) - 11;
      mantissa = mantissa << shift & 0xFFFFFFFFFFFFFL;
      exponent = Double.MIN_EXPONENT - shift;
    }
    BigInteger whole =
        value == 0
            ? BigInteger.ZERO
            : BigInteger.valueOf(mantissa).add(BigInteger.ONE.shiftLeft(52)).shiftLeft(8);
    if (precision >= 0 && precision < 15) {
      whole = rounded(whole, 60 - 4 * precision);
      if (whole.bitLength() > 61) {
        whole = whole.shiftRight(1);
        exponent++;
      }
    }
    String fraction = whole.clearBit(60).toString(16);
    fraction = "0".repeat(15 - fraction.length()) + fraction;
    if (precision < 0) {
      fraction = fraction.replaceAll("0+$", "");
    } else if (precision <= 15) {
      fraction = fraction.substring(0, precision);
    } else {
      fraction += "0".repeat(precision - 15);
    }
    String text =
        "0x%s%s%sp%s%02d"
            .formatted(
                value == 0 ? "0" : "1",
                fraction.isEmpty() ? "" : ".",
                fraction,
                exponent < 0 ? "-" : "+",
                Math.abs(exponent));
    return format == 'X' ? text.toUpperCase(java.util.Locale.ROOT) : text;
  }

  private static BigInteger rounded(BigInteger value, int drop) {
    return new BigDecimal(value)
        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(drop)), 0, RoundingMode.HALF_EVEN)
        .toBigInteger()
        .shiftLeft(drop);
  }
}
