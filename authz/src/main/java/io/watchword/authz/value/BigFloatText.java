package io.watchword.authz.value;

import java.math.BigInteger;

/// The fewest decimal digits that tell a [BigFloat] from its neighbours, written as Go writes them:
/// whole numbers in full, others with an exponent below 1e-4 and from 1e6. Stateless.
final class BigFloatText {

  /// Binary exponents beyond this are refused: their digits would fill memory.
  static final long LARGEST_EXPONENT = 3_400_000;

  private static final int SMALLEST_PLAIN_EXPONENT = -4;
  private static final int FIRST_LARGE_EXPONENT = 6;

  private BigFloatText() {}

  /// @param mantissa above zero
  static String of(BigInteger mantissa, long exponent, int precision) {
    if (Math.abs(exponent + mantissa.bitLength()) > LARGEST_EXPONENT) {
      throw new ArithmeticException("number too large");
    }
    boolean whole = mantissa.getLowestSetBit() + exponent >= 0;
    if (whole && mantissa.bitLength() + exponent <= precision) {
      return exactly(mantissa, exponent);
    }
    Decimal shortest = shortest(mantissa, exponent, precision);
    return whole ? plain(shortest) : general(shortest);
  }

  private static String exactly(BigInteger mantissa, long exponent) {
    return exponent >= 0
        ? mantissa.shiftLeft((int) exponent).toString()
        : mantissa.shiftRight((int) -exponent).toString();
  }

  /// `0.digits · 10^point`, without zeros at the end.
  private record Decimal(String digits, int point) {

    static Decimal of(BigInteger mantissa, long exponent) {
      String all;
      int point;
      if (exponent >= 0) {
        all = mantissa.shiftLeft((int) exponent).toString();
        point = all.length();
      } else {
        // m · 2^-n = m · 5^n · 10^-n
        int n = (int) -exponent;
        all = mantissa.multiply(BigInteger.valueOf(5).pow(n)).toString();
        point = all.length() - n;
      }
      return new Decimal(trimmed(all), point);
    }

    private static String trimmed(String all) {
      int end = all.length();
      while (end > 0 && all.charAt(end - 1) == '0') {
        end--;
      }
      return all.substring(0, end);
    }

    char at(int i) {
      return i < digits.length() ? digits.charAt(i) : '0';
    }

    Decimal down(int length) {
      return new Decimal(trimmed(digits.substring(0, Math.min(length, digits.length()))), point);
    }

    Decimal up(int length) {
      if (length >= digits.length()) {
        return this;
      }
      int last = length;
      while (last > 0 && digits.charAt(last - 1) == '9') {
        last--;
      }
      return last == 0
          ? new Decimal("1", point + 1)
          : new Decimal(
              digits.substring(0, last - 1) + (char) (digits.charAt(last - 1) + 1), point);
    }

    Decimal nearest(int length) {
      if (length >= digits.length()) {
        return this;
      }
      char next = digits.charAt(length);
      boolean tie = next == '5' && length + 1 == digits.length();
      boolean upwards =
          tie ? length > 0 && (digits.charAt(length - 1) - '0') % 2 != 0 : next >= '5';
      return upwards ? up(length) : down(length);
    }
  }

  // Walks along the digits until rounding there stays nearer than half a unit in the last place.
  // A carry in the upper bound is not followed, because Go does not follow it either.
  private static Decimal shortest(BigInteger mantissa, long exponent, int precision) {
    int shift = precision + 1 - mantissa.bitLength();
    BigInteger twice = shift >= 0 ? mantissa.shiftLeft(shift) : mantissa.shiftRight(-shift);
    long scale = exponent - shift;
    Decimal value = Decimal.of(mantissa, exponent);
    Decimal lower = Decimal.of(twice.subtract(BigInteger.ONE), scale);
    Decimal upper = Decimal.of(twice.add(BigInteger.ONE), scale);
    boolean inclusive = !twice.testBit(1);
    for (int i = 0; i < value.digits().length(); i++) {
      char m = value.at(i);
      char l = lower.at(i);
      char u = upper.at(i);
      boolean down = l != m || (inclusive && i + 1 == lower.digits().length());
      boolean up = m != u && (inclusive || m + 1 < u || i + 1 < upper.digits().length());
      if (down || up) {
        return down && up ? value.nearest(i + 1) : down ? value.down(i + 1) : value.up(i + 1);
      }
    }
    return value;
  }

  private static String plain(Decimal decimal) {
    String digits = decimal.digits();
    int point = decimal.point();
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    return point >= digits.length()
        ? digits + "0".repeat(point - digits.length())
        : digits.substring(0, point) + "." + digits.substring(point);
  }

  private static String general(Decimal decimal) {
    String digits = decimal.digits();
    int exponent = decimal.point() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < FIRST_LARGE_EXPONENT) {
      return plain(decimal);
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = exponent < 0 ? "-" : "+";
    int size = Math.abs(exponent);
    return digits.charAt(0) + fraction + "e" + sign + (size < 10 ? "0" : "") + size;
  }
}
