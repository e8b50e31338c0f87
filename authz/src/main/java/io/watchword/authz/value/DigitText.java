package io.watchword.authz.value;

import java.math.BigInteger;

/// Long digit texts to integers, in less than quadratic time. Stateless.
final class DigitText {

  private static final int AT_ONCE = 2_000;

  private DigitText() {}

  static BigInteger toInteger(CharSequence digits, int base) {
    return toInteger(digits, 0, digits.length(), base);
  }

  // Halves as deep as the logarithm of the length.
  private static BigInteger toInteger(CharSequence digits, int start, int end, int base) {
    if (end - start <= AT_ONCE) {
      return new BigInteger(digits.subSequence(start, end).toString(), base);
    }
    int middle = (start + end) >>> 1;
    BigInteger high = toInteger(digits, start, middle, base);
    BigInteger low = toInteger(digits, middle, end, base);
    return high.multiply(BigInteger.valueOf(base).pow(end - middle)).add(low);
  }
}
