package io.watchword.authz.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/// The parts of a number's text, in the grammar of Go's floating-point literals: sign, digits to a
/// base, how many of them follow the point, and an exponent of 10 or 2.
///
/// @param digits without point and underscores; the value is `digits · base^-fraction ·
///   exponentBase^exponent`
record NumberText(
    boolean negative, BigInteger digits, int base, int fraction, int exponentBase, long exponent) {

  /// Beyond this a number is never spelled out digit by digit.
  static final int LARGEST_EXACT_EXPONENT = 1_000_000;

  private static final int DIGITS_AT_ONCE = 2_000;
  private static final long LARGEST_EXPONENT = 2_000_000_000L;

  /// @throws NumberFormatException if it is no number
  static void check(String text) {
    NumberScanner.scan(text);
  }

  static NumberText of(String text) {
    NumberScanner scanned = NumberScanner.scan(text);
    CharSequence digits = scanned.digits();
    BigInteger value = toInteger(digits, 0, digits.length(), scanned.base());
    return new NumberText(
        scanned.negative(),
        value,
        scanned.base(),
        scanned.fraction(),
        scanned.exponentBase(),
        scanned.exponent());
  }

  // In less than quadratic time: halves, as deep as the logarithm of the length.
  private static BigInteger toInteger(CharSequence digits, int start, int end, int base) {
    if (end - start <= DIGITS_AT_ONCE) {
      return new BigInteger(digits.subSequence(start, end).toString(), base);
    }
    int middle = (start + end) >>> 1;
    BigInteger high = toInteger(digits, start, middle, base);
    BigInteger low = toInteger(digits, middle, end, base);
    return high.multiply(BigInteger.valueOf(base).pow(end - middle)).add(low);
  }

  /// Binary exponent from the point and the exponent; the decimal one is in [#tens].
  long twos() {
    long twos = exponentBase == 2 ? exponent : 0;
    return switch (base) {
      case 2 -> twos - fraction;
      case 8 -> twos - 3L * fraction;
      case 16 -> twos - 4L * fraction;
      default -> twos;
    };
  }

  long tens() {
    return (exponentBase == 10 ? exponent : 0) - (base == 10 ? fraction : 0);
  }

  BigDecimal exact() {
    BigInteger signed = negative ? digits.negate() : digits;
    if (signed.signum() == 0) {
      return BigDecimal.ZERO;
    }
    long tens = Math.clamp(tens(), -LARGEST_EXPONENT, LARGEST_EXPONENT);
    long twos = Math.clamp(twos(), -LARGEST_EXACT_EXPONENT, LARGEST_EXACT_EXPONENT);
    if (twos >= 0) {
      return new BigDecimal(signed.shiftLeft((int) twos), (int) -tens);
    }
    // 2^-n = 5^n · 10^-n
    BigInteger scaled = signed.multiply(BigInteger.valueOf(5).pow((int) -twos));
    return new BigDecimal(scaled, (int) (-tens - twos));
  }
}
