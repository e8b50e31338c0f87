package io.watchword.authz.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;

/// A number. It keeps the text it was written with (`1e3` prints as `1e3`), and compares by its
/// exact value.
public final class NumberValue implements Value {

  private final String text;
  private final BigDecimal exact;
  private final boolean small;
  private final long asLong;

  private NumberValue(String text, BigDecimal exact) {
    this.text = text;
    this.exact = exact;
    boolean fits = false;
    long value = 0;
    // Scale first: the integer value of 1e1000000000 must never be spelled out.
    if (exact.scale() <= 0 && (long) exact.precision() - exact.scale() <= 19) {
      BigInteger integer = exact.toBigInteger();
      fits = integer.bitLength() <= 63;
      value = fits ? integer.longValue() : 0;
    }
    this.small = fits;
    this.asLong = value;
  }

  private NumberValue(long value) {
    this.text = Long.toString(value);
    this.exact = BigDecimal.valueOf(value);
    this.small = true;
    this.asLong = value;
  }

  public static NumberValue of(long value) {
    return new NumberValue(value);
  }

  public static NumberValue of(BigInteger value) {
    return new NumberValue(value.toString(), new BigDecimal(value));
  }

  /// A number in JSON's spelling; [NumberFormatException] if it is none.
  public static NumberValue parse(String text) {
    BigDecimal exact = new BigDecimal(text);
    BigDecimal trimmed = exact.scale() > 0 ? exact.stripTrailingZeros() : exact;
    return new NumberValue(text, trimmed);
  }

  /// The exact value.
  public BigDecimal exact() {
    return exact;
  }

  /// The value where it is an integer that fits a `long`.
  public OptionalLong asLong() {
    return small ? OptionalLong.of(asLong) : OptionalLong.empty();
  }

  int compareNumber(NumberValue other) {
    return small && other.small ? Long.compare(asLong, other.asLong) : exact.compareTo(other.exact);
  }

  @Override
  public int rank() {
    return 2;
  }

  @Override
  public String typeName() {
    return "number";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberValue number && compareNumber(number) == 0;
  }

  @Override
  public int hashCode() {
    return small ? Long.hashCode(asLong) : exact.stripTrailingZeros().hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
