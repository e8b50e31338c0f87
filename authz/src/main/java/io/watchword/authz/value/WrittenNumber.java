package io.watchword.authz.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A number that is its text: large, with an exponent, or oddly spelled. Its value is worked out
/// when it is first needed.
final class WrittenNumber extends NumberValue {

  private final String text;
  private final boolean isLong;
  private final long asLong;
  private volatile @Nullable BigDecimal exact;

  WrittenNumber(String text) {
    this.text = text;
    long value = plainLong(text);
    this.isLong = value != 0 || isPlainZero(text);
    this.asLong = value;
  }

  @Override
  public BigDecimal exact() {
    BigDecimal known = exact;
    if (known == null) {
      known = NumberText.of(text).exact();
      exact = known;
    }
    return known;
  }

  @Override
  public boolean isLong() {
    return isLong;
  }

  @Override
  public long longValue() {
    return asLong;
  }

  // At most 19 characters after the sign, a point counted, only zeros after it: what OPA takes for
  // a machine integer.
  private static long plainLong(String text) {
    char sign = text.charAt(0);
    int start = sign == '-' || sign == '+' ? 1 : 0;
    if (text.length() - start > 19) {
      return 0;
    }
    int point = text.indexOf('.');
    int end = point < 0 ? text.length() : point;
    for (int i = end + 1; i < text.length(); i++) {
      if (text.charAt(i) != '0') {
        return 0;
      }
    }
    try {
      return Long.parseLong(text, 0, end, 10);
    } catch (NumberFormatException tooLargeOrOther) {
      return 0;
    }
  }

  private static boolean isPlainZero(String text) {
    int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) != '0' && text.charAt(i) != '.') {
        return false;
      }
    }
    return text.length() - start <= 19;
  }

  @Override
  public String toString() {
    return text;
  }
}
