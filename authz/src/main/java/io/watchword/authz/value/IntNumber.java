package io.watchword.authz.value;

import java.math.BigDecimal;

/// A whole number of 32 bits in its usual spelling. Apart from [LongNumber] because it takes a
/// third less memory, and is what most numbers are.
final class IntNumber extends NumberValue {

  private static final int LOWEST_SHARED = -128;
  private static final int HIGHEST_SHARED = 1023;
  private static final IntNumber[] SHARED = new IntNumber[HIGHEST_SHARED - LOWEST_SHARED + 1];

  static {
    for (int i = 0; i < SHARED.length; i++) {
      SHARED[i] = new IntNumber(i + LOWEST_SHARED);
    }
  }

  private final int value;

  private IntNumber(int value) {
    this.value = value;
  }

  static IntNumber shared(int value) {
    return value >= LOWEST_SHARED && value <= HIGHEST_SHARED
        ? SHARED[value - LOWEST_SHARED]
        : new IntNumber(value);
  }

  @Override
  public BigDecimal exact() {
    return BigDecimal.valueOf(value);
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public long longValue() {
    return value;
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
