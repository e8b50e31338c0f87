package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.BigFloat;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Arithmetic: whole numbers exactly, at any size; others as floating-point numbers of 64 bits.
/// Stateless.
public final class Arithmetic {

  private static final BigFloat HALF =
      BigFloat.of(BigInteger.ONE, BigFloat.DOUBLE_PRECISION)
          .divide(BigFloat.of(BigInteger.TWO, BigFloat.DOUBLE_PRECISION));
  private static final BigFloat ONE = BigFloat.of(BigInteger.ONE, BigFloat.DOUBLE_PRECISION);

  private Arithmetic() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    all.put("plus", (context, a) -> plus(Operands.number(a, 0), Operands.number(a, 1)));
    all.put("minus", (context, a) -> minus(a));
    all.put("mul", (context, a) -> times(Operands.number(a, 0), Operands.number(a, 1)));
    all.put("div", (context, a) -> divide(Operands.number(a, 0), Operands.number(a, 1)));
    all.put("rem", (context, a) -> remainder(Operands.number(a, 0), Operands.number(a, 1)));
    all.put("abs", (context, a) -> abs(Operands.number(a, 0)));
    all.put("round", (context, a) -> whole(Operands.number(a, 0), Arithmetic::round));
    all.put("ceil", (context, a) -> whole(Operands.number(a, 0), Arithmetic::ceil));
    all.put("floor", (context, a) -> whole(Operands.number(a, 0), Arithmetic::floor));
    return all;
  }

  /// The sum.
  public static NumberValue plus(NumberValue a, NumberValue b) {
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return NumberValue.of(sum);
      }
    }
    return exactly(a, b, BigInteger::add)
        .orElseGet(() -> result(() -> BigFloat.of(a).add(BigFloat.of(b))));
  }

  // The only operator of two kinds: numbers and sets.
  private static Value minus(Value[] arguments) {
    Value a = arguments[0];
    Value b = arguments[1];
    if (a instanceof NumberValue x && b instanceof NumberValue y) {
      return minus(x, y);
    }
    if (a instanceof SetValue x && b instanceof SetValue y) {
      return x.without(y);
    }
    if (!(a instanceof NumberValue) && !(a instanceof SetValue)) {
      throw Operands.wrong(arguments, 0, "one of {number, set}");
    }
    throw Operands.wrong(arguments, 1, b instanceof NumberValue ? "set" : "number");
  }

  /// The difference.
  public static NumberValue minus(NumberValue a, NumberValue b) {
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) >= 0) {
        return NumberValue.of(difference);
      }
    }
    return exactly(a, b, BigInteger::subtract)
        .orElseGet(() -> result(() -> BigFloat.of(a).subtract(BigFloat.of(b))));
  }

  /// The product.
  public static NumberValue times(NumberValue a, NumberValue b) {
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      long product = x * y;
      if (Math.multiplyHigh(x, y) == product >> 63) {
        return NumberValue.of(product);
      }
    }
    return exactly(a, b, Arithmetic::product)
        .orElseGet(() -> result(() -> BigFloat.of(a).multiply(BigFloat.of(b))));
  }

  static BigInteger product(BigInteger a, BigInteger b) {
    Integers.requireBits((long) a.bitLength() + b.bitLength());
    return a.multiply(b);
  }

  private static NumberValue divide(NumberValue a, NumberValue b) {
    if (a.isLong() && b.isLong()) {
      long x = a.longValue();
      long y = b.longValue();
      // A zero divided by something negative is -0; and one quotient of longs is no long.
      if (y > 0 && x % y == 0 && !(x == 0 && isNegativeZero(a))) {
        return NumberValue.of(x / y);
      }
    }
    BigFloat divisor = BigFloat.of(b);
    if (divisor.isZero()) {
      throw new BuiltinFailedException("divide by zero");
    }
    return result(() -> BigFloat.of(a).divide(divisor));
  }

  private static boolean isNegativeZero(NumberValue number) {
    return BigFloat.of(number).isNegative();
  }

  private static NumberValue remainder(NumberValue a, NumberValue b) {
    if (a.isLong() && b.isLong() && b.longValue() != 0) {
      return NumberValue.of(a.longValue() % b.longValue());
    }
    BigInteger x = a.toInteger().orElseThrow(Arithmetic::fraction);
    BigInteger y = b.toInteger().orElseThrow(Arithmetic::fraction);
    if (y.signum() == 0) {
      throw new BuiltinFailedException("modulo by zero");
    }
    return NumberValue.of(x.remainder(y));
  }

  private static BuiltinFailedException fraction() {
    return new BuiltinFailedException("modulo on floating-point number");
  }

  private static NumberValue abs(NumberValue a) {
    if (a.isLong() && a.longValue() != Long.MIN_VALUE) {
      return NumberValue.of(Math.abs(a.longValue()));
    }
    return result(() -> BigFloat.of(a).abs());
  }

  private interface Rounding {
    BigInteger of(BigFloat value);
  }

  private static NumberValue whole(NumberValue a, Rounding rounding) {
    if (a.isLong()) {
      return NumberValue.of(a.longValue());
    }
    try {
      return Integers.result(rounding.of(BigFloat.of(a)));
    } catch (ArithmeticException e) {
      throw Integers.failed(e);
    }
  }

  private static BigInteger round(BigFloat a) {
    return (a.isNegative() ? a.subtract(HALF) : a.add(HALF)).toInteger();
  }

  // Wrong between -1 and 0, where the cut-off integer has lost its sign; so it is in OPA.
  private static BigInteger ceil(BigFloat a) {
    BigInteger cut = a.toInteger();
    return cut.signum() < 0 || a.isInteger() ? cut : oneMore(cut, ONE);
  }

  private static BigInteger floor(BigFloat a) {
    BigInteger cut = a.toInteger();
    return cut.signum() >= 0 || a.isInteger() ? cut : oneMore(cut, ONE.negate());
  }

  private static BigInteger oneMore(BigInteger cut, BigFloat one) {
    return BigFloat.exactly(cut).add(one).toInteger();
  }

  private interface OnIntegers {
    BigInteger of(BigInteger a, BigInteger b);
  }

  private static Optional<NumberValue> exactly(NumberValue a, NumberValue b, OnIntegers operator) {
    Optional<BigInteger> x = a.toInteger();
    Optional<BigInteger> y = x.isPresent() ? b.toInteger() : x;
    return y.map(second -> Integers.result(operator.of(x.orElseThrow(), second)));
  }

  /// The number that a computation came to.
  static NumberValue result(BigFloat value) {
    return result(() -> value);
  }

  private interface OnFloats {
    BigFloat compute();
  }

  private static NumberValue result(OnFloats operator) {
    try {
      return operator.compute().toNumber();
    } catch (ArithmeticException e) {
      throw Integers.failed(e);
    }
  }
}
