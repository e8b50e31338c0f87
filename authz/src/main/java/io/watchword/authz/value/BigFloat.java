package io.watchword.authz.value;

import java.math.BigInteger;

/// A binary floating-point number with a mantissa of a stated number of bits, rounded to nearest,
/// ties to even: what Go calls `big.Float`, whose results OPA's arithmetic shows to the last digit.
/// Immutable.
///
/// The value is `mantissa · 2^exponent`; zero keeps its sign, and what is too large is infinite.
public final class BigFloat {

  /// Bits of a number that was read from text.
  public static final int STANDARD_PRECISION = 64;

  /// Bits of Go's `big.NewFloat`, which is made from a `double`.
  public static final int DOUBLE_PRECISION = 53;

  private static final long SMALLEST_EXPONENT = Integer.MIN_VALUE;
  private static final long LARGEST_EXPONENT = Integer.MAX_VALUE;
  // Go's own choice: powers of five in between carry 64 bits more than the result.
  private static final int GUARD_BITS = 64;
  private static final int LARGEST_TABLED_POWER = 27;

  private static final BigFloat[] TABLED_POWERS = new BigFloat[LARGEST_TABLED_POWER + 1];

  static {
    for (int i = 0; i < TABLED_POWERS.length; i++) {
      TABLED_POWERS[i] = of(BigInteger.valueOf(5).pow(i), STANDARD_PRECISION + GUARD_BITS);
    }
  }

  private enum Form {
    ZERO,
    FINITE,
    INFINITE
  }

  private final Form form;
  private final boolean negative;
  private final BigInteger mantissa;
  private final long exponent;
  private final int precision;

  private BigFloat(Form form, boolean negative, BigInteger mantissa, long exponent, int precision) {
    this.form = form;
    this.negative = negative;
    this.mantissa = mantissa;
    this.exponent = exponent;
    this.precision = precision;
  }

  /// The number with 64 bits.
  public static BigFloat of(NumberValue number) {
    return switch (number) {
      case IntNumber n -> of(BigInteger.valueOf(n.longValue()), STANDARD_PRECISION);
      case LongNumber n -> of(BigInteger.valueOf(n.longValue()), STANDARD_PRECISION);
      case DecimalNumber n -> {
        BigInteger digits = BigInteger.valueOf(Math.abs(n.unscaled()));
        yield parsed(n.unscaled() < 0, digits, 0, -n.scale());
      }
      case WrittenNumber n -> {
        NumberText text = NumberText.of(n.toString());
        yield parsed(text.negative(), text.digits(), text.twos(), text.tens());
      }
    };
  }

  /// The integer rounded to `precision` bits.
  public static BigFloat of(BigInteger value, int precision) {
    return rounded(value.signum() < 0, value.abs(), 0, false, precision);
  }

  /// The integer with all its bits, at least 64.
  public static BigFloat exactly(BigInteger value) {
    return of(value, Math.max(value.abs().bitLength(), STANDARD_PRECISION));
  }

  // Not always the nearest: the power of five is itself rounded, as in Go.
  private static BigFloat parsed(boolean negative, BigInteger digits, long twos, long tens) {
    if (digits.signum() == 0) {
      return zero(negative, STANDARD_PRECISION);
    }
    if (tens == 0) {
      return rounded(negative, digits, twos, false, STANDARD_PRECISION);
    }
    BigFloat all = new BigFloat(Form.FINITE, negative, digits, twos + tens, STANDARD_PRECISION);
    BigFloat power = powerOfFive(Math.abs(tens), STANDARD_PRECISION + GUARD_BITS);
    return tens < 0
        ? all.divide(power, STANDARD_PRECISION)
        : all.multiply(power, STANDARD_PRECISION);
  }

  private static BigFloat powerOfFive(long n, int precision) {
    if (n <= LARGEST_TABLED_POWER) {
      return TABLED_POWERS[(int) n];
    }
    BigFloat power = TABLED_POWERS[LARGEST_TABLED_POWER];
    BigFloat factor = of(BigInteger.valueOf(5), precision + GUARD_BITS);
    for (long left = n - LARGEST_TABLED_POWER; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        power = power.multiply(factor, precision);
      }
      factor = factor.multiply(factor, precision + GUARD_BITS);
    }
    return power;
  }

  private static BigFloat zero(boolean negative, int precision) {
    return new BigFloat(Form.ZERO, negative, BigInteger.ZERO, 0, precision);
  }

  // sticky: something was cut off below the mantissa's last bit, which then is no tie.
  private static BigFloat rounded(
      boolean negative, BigInteger magnitude, long exponent, boolean sticky, int precision) {
    if (magnitude.signum() == 0) {
      return zero(negative, precision);
    }
    BigInteger kept = magnitude;
    long scale = exponent;
    int surplus = magnitude.bitLength() - precision;
    if (surplus > 0) {
      kept = magnitude.shiftRight(surplus);
      scale += surplus;
      boolean half = magnitude.testBit(surplus - 1);
      boolean more = sticky || magnitude.getLowestSetBit() < surplus - 1;
      if (half && (more || kept.testBit(0))) {
        kept = kept.add(BigInteger.ONE);
      }
    }
    long top = scale + kept.bitLength();
    if (top < SMALLEST_EXPONENT) {
      return zero(negative, precision);
    }
    Form form = top > LARGEST_EXPONENT ? Form.INFINITE : Form.FINITE;
    return new BigFloat(form, negative, kept, scale, precision);
  }

  public int precision() {
    return precision;
  }

  public boolean isNegative() {
    return negative;
  }

  public boolean isInfinite() {
    return form == Form.INFINITE;
  }

  public boolean isInteger() {
    return form == Form.ZERO || (form == Form.FINITE && mantissa.getLowestSetBit() + exponent >= 0);
  }

  public boolean isZero() {
    return form == Form.ZERO;
  }

  /// The sum, with the larger precision of the two.
  public BigFloat add(BigFloat other) {
    return add(other, Math.max(precision, other.precision));
  }

  /// The difference, with the larger precision of the two.
  public BigFloat subtract(BigFloat other) {
    return add(other.negate(), Math.max(precision, other.precision));
  }

  public BigFloat multiply(BigFloat other) {
    return multiply(other, Math.max(precision, other.precision));
  }

  public BigFloat divide(BigFloat other) {
    return divide(other, Math.max(precision, other.precision));
  }

  public BigFloat negate() {
    return new BigFloat(form, !negative, mantissa, exponent, precision);
  }

  public BigFloat abs() {
    return negative ? negate() : this;
  }

  /// The sum rounded to `bits`; [ArithmeticException] for infinities of opposite signs.
  public BigFloat add(BigFloat other, int bits) {
    if (form == Form.INFINITE || other.form == Form.INFINITE) {
      if (form == other.form && negative != other.negative) {
        throw new ArithmeticException("addition of infinities with opposite signs");
      }
      return form == Form.INFINITE ? this : other;
    }
    if (form == Form.ZERO && other.form == Form.ZERO) {
      return zero(negative && other.negative, bits);
    }
    if (other.form == Form.ZERO) {
      return rounded(negative, mantissa, exponent, false, bits);
    }
    if (form == Form.ZERO) {
      return rounded(other.negative, other.mantissa, other.exponent, false, bits);
    }
    return top() >= other.top() ? addSmaller(other, bits) : other.addSmaller(this, bits);
  }

  private long top() {
    return exponent + mantissa.bitLength();
  }

  private BigFloat addSmaller(BigFloat small, int bits) {
    int room = Math.max(0, bits + 3 - mantissa.bitLength());
    boolean far = small.top() < exponent - room;
    // Only that there is something far below matters, not what: aligning it exactly could take
    // gigabytes.
    long common = far ? exponent - room - 1 : Math.min(exponent, small.exponent);
    BigInteger left = mantissa.shiftLeft((int) (exponent - common));
    BigInteger right =
        far ? BigInteger.ONE : small.mantissa.shiftLeft((int) (small.exponent - common));
    BigInteger sum = signed(left, negative).add(signed(right, small.negative));
    return rounded(sum.signum() < 0, sum.abs(), common, false, bits);
  }

  private static BigInteger signed(BigInteger magnitude, boolean negative) {
    return negative ? magnitude.negate() : magnitude;
  }

  /// The product rounded to `bits`; [ArithmeticException] for zero times infinity.
  public BigFloat multiply(BigFloat other, int bits) {
    boolean sign = negative != other.negative;
    if (form == Form.FINITE && other.form == Form.FINITE) {
      BigInteger product = mantissa.multiply(other.mantissa);
      return rounded(sign, product, exponent + other.exponent, false, bits);
    }
    boolean infinite = form == Form.INFINITE || other.form == Form.INFINITE;
    if (!infinite) {
      return zero(sign, bits);
    }
    if (form == Form.ZERO || other.form == Form.ZERO) {
      throw new ArithmeticException("multiplication of zero with infinity");
    }
    return new BigFloat(Form.INFINITE, sign, BigInteger.ONE, 0, bits);
  }

  /// The quotient rounded to `bits`; [ArithmeticException] for 0/0 and ∞/∞.
  public BigFloat divide(BigFloat other, int bits) {
    boolean sign = negative != other.negative;
    if (form == Form.FINITE && other.form == Form.FINITE) {
      int shift = Math.max(0, bits + 2 + other.mantissa.bitLength() - mantissa.bitLength());
      BigInteger[] parts = mantissa.shiftLeft(shift).divideAndRemainder(other.mantissa);
      long scale = exponent - other.exponent - shift;
      return rounded(sign, parts[0], scale, parts[1].signum() != 0, bits);
    }
    if (form == other.form) {
      throw new ArithmeticException("division of zero by zero or infinity by infinity");
    }
    if (form == Form.ZERO || other.form == Form.INFINITE) {
      return zero(sign, bits);
    }
    return new BigFloat(Form.INFINITE, sign, BigInteger.ONE, 0, bits);
  }

  /// Cut to a whole number, towards zero; [ArithmeticException] if that has more than a million
  /// digits.
  public BigInteger toInteger() {
    if (form == Form.ZERO || (form == Form.FINITE && top() <= 0)) {
      return BigInteger.ZERO;
    }
    if (form == Form.INFINITE || top() > BigFloatText.LARGEST_EXPONENT) {
      throw new ArithmeticException("number too large");
    }
    BigInteger whole =
        exponent >= 0 ? mantissa.shiftLeft((int) exponent) : mantissa.shiftRight((int) -exponent);
    return signed(whole, negative);
  }

  /// Whether the values are the same; 0 and -0 are.
  public boolean isSameAs(BigFloat other) {
    if (form != other.form) {
      return false;
    }
    return form == Form.ZERO
        || (negative == other.negative
            && (form == Form.INFINITE
                || (top() == other.top() && add(other.negate(), precision).isZero())));
  }

  /// As OPA writes it: the fewest digits that name this value among those of its precision; whole
  /// numbers without exponent. [ArithmeticException] if it has more than a million digits.
  public NumberValue toNumber() {
    if (form == Form.ZERO) {
      return negative ? new WrittenNumber("-0") : LongNumber.shared(0);
    }
    if (form == Form.INFINITE) {
      throw new ArithmeticException("number too large");
    }
    return NumberValue.parse(
        (negative ? "-" : "") + BigFloatText.of(mantissa, exponent, precision));
  }
}
