package io.watchword.authz.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/// A number. It keeps the text it was written with (`1e3` prints as `1e3`), and compares by its
/// exact value.
///
/// Whole numbers that fit a `long` are that; decimal fractions are an unscaled `long`; everything
/// else is its text, understood when something is computed with it.
public abstract sealed class NumberValue implements Value
    permits IntNumber, LongNumber, DecimalNumber, WrittenNumber {

  /// No number is longer than this many characters.
  public static final int LONGEST_TEXT = 1 << 20;

  NumberValue() {}

  /// A whole number, shared where it is small.
  public static NumberValue of(long value) {
    return LongNumber.shared(value);
  }

  public static NumberValue of(BigInteger value) {
    return value.bitLength() <= 63
        ? LongNumber.shared(value.longValue())
        : new WrittenNumber(value.toString());
  }

  /// A number in JSON's spelling, or one of those that `to_number` takes besides (`+1`, `1_000`,
  /// `.5`, `0x1p-2`); [NumberFormatException] if it is none.
  public static NumberValue parse(String text) {
    long value = LongNumber.parseCanonical(text);
    if (value != LongNumber.NOT_CANONICAL) {
      return LongNumber.shared(value);
    }
    NumberValue decimal = DecimalNumber.parseCanonical(text);
    if (decimal != null) {
      return decimal;
    }
    if (text.length() > LONGEST_TEXT) {
      throw new NumberFormatException("number of " + text.length() + " characters");
    }
    NumberText.check(text);
    return new WrittenNumber(text);
  }

  /// The exact value; that of an exponent beyond 10 digits is cut to one that compares alike.
  public abstract BigDecimal exact();

  /// Whether it is written as a whole number that fits a `long`: `1` and `1.0`, not `1e0`. What OPA
  /// takes as an index.
  public abstract boolean isLong();

  /// The value where [#isLong]; otherwise 0.
  public abstract long longValue();

  /// [#longValue] where [#isLong].
  public final OptionalLong asLong() {
    return isLong() ? OptionalLong.of(longValue()) : OptionalLong.empty();
  }

  /// The value where it is whole, however it is written and however large, up to exponents of a
  /// million.
  public Optional<BigInteger> toInteger() {
    if (isLong()) {
      return Optional.of(BigInteger.valueOf(longValue()));
    }
    BigDecimal value = exact();
    int scale = value.scale();
    if (value.signum() != 0 && Math.abs((long) scale) > NumberText.LARGEST_EXACT_EXPONENT) {
      return Optional.empty();
    }
    BigDecimal trimmed = scale > 0 ? value.stripTrailingZeros() : value;
    return trimmed.scale() <= 0 ? Optional.of(trimmed.toBigInteger()) : Optional.empty();
  }

  /// The nearest `double`; infinite where it is too large.
  public double doubleValue() {
    return isLong() ? longValue() : exact().doubleValue();
  }

  final int compareNumber(NumberValue other) {
    return isLong() && other.isLong()
        ? Long.compare(longValue(), other.longValue())
        : exact().compareTo(other.exact());
  }

  @Override
  public final int rank() {
    return 2;
  }

  @Override
  public final String typeName() {
    return "number";
  }

  @Override
  public final boolean equals(Object other) {
    return this == other || (other instanceof NumberValue number && compareNumber(number) == 0);
  }

  @Override
  public final int hashCode() {
    return isLong() ? hash(longValue()) : hashOfExact();
  }

  // Numbers that are equal must agree, however they are written: `1e3`, `1000`.
  private int hashOfExact() {
    BigDecimal value = exact().stripTrailingZeros();
    if (value.scale() <= 0 && (long) value.precision() - value.scale() <= 19) {
      BigInteger whole = value.toBigInteger();
      if (whole.bitLength() <= 63) {
        return hash(whole.longValue());
      }
    }
    return value.hashCode();
  }

  private static int hash(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ (mixed >>> 32));
  }

  /// The text, as it was written.
  @Override
  public abstract String toString();
}
