package io.watchword.authz.value;

/// Powers that fit a `long`. Stateless.
final class LongPowers {

  private static final long[] TEN = new long[19];

  static {
    TEN[0] = 1;
    for (int i = 1; i < TEN.length; i++) {
      TEN[i] = TEN[i - 1] * 10;
    }
  }

  private LongPowers() {}

  static long ofTen(int exponent) {
    return TEN[exponent];
  }
}
