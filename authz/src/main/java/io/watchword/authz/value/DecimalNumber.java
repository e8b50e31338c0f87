package io.watchword.authz.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A decimal fraction in its usual spelling, `-1.50`: digits and how many of them follow the point.
/// Kept apart from [WrittenNumber] because documents are full of them.
final class DecimalNumber extends NumberValue {

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
    }
  }

  private final long unscaled;
  private final int scale;

  private DecimalNumber(long unscaled, int scale) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  // -0.0 keeps its sign only as a text.
  static @Nullable NumberValue parseCanonical(CharSequence text) {
    int length = text.length();
    if (length > 19 || length < 3) {
      return null;
    }
    int start = text.charAt(0) == '-' ? 1 : 0;
    long unscaled = 0;
    int point = -1;
    for (int i = start; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.' && point < 0) {
        point = i;
      } else if (c >= '0' && c <= '9') {
        unscaled = unscaled * 10 + (c - '0');
      } else {
        return null;
      }
    }
    boolean leadingZero = text.charAt(start) == '0' && point != start + 1;
    if (point <= start || point == length - 1 || leadingZero || (unscaled == 0 && start == 1)) {
      return null;
    }
    return new DecimalNumber(start == 1 ? -unscaled : unscaled, length - 1 - point);
  }

  long unscaled() {
    return unscaled;
  }

  int scale() {
    return scale;
  }

  @Override
  public BigDecimal exact() {
    return BigDecimal.valueOf(unscaled, scale);
  }

  @Override
  public boolean isLong() {
    return unscaled % POWERS_OF_TEN[scale] == 0;
  }

  @Override
  public long longValue() {
    return isLong() ? unscaled / POWERS_OF_TEN[scale] : 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(22);
    text.append(Math.abs(unscaled));
    while (text.length() <= scale) {
      text.insert(0, '0');
    }
    text.insert(text.length() - scale, '.');
    return unscaled < 0 ? text.insert(0, '-').toString() : text.toString();
  }
}
