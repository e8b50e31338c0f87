package io.watchword.authz.value;

import java.math.BigDecimal;

/// A whole number in its usual spelling.
final class LongNumber extends NumberValue {

  /// What [#parseCanonical] says of other texts; never a result, since it has 19 digits.
  static final long NOT_CANONICAL = Long.MIN_VALUE;

  private final long value;

  private LongNumber(long value) {
    this.value = value;
  }

  static NumberValue shared(long value) {
    return value == (int) value ? IntNumber.shared((int) value) : new LongNumber(value);
  }

  // Up to 18 digits: no overflow to think of.
  static long parseCanonical(CharSequence text) {
    int length = text.length();
    int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    int digits = length - start;
    if (digits < 1 || digits > 18 || (text.charAt(start) == '0' && length > 1)) {
      return NOT_CANONICAL;
    }
    long value = 0;
    for (int i = start; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NOT_CANONICAL;
      }
      value = value * 10 + digit;
    }
    return start == 1 ? -value : value;
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
    return Long.toString(value);
  }
}
