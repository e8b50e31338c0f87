package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;

/// Whole numbers among arguments and results, within a bound on their size. Stateless.
final class Integers {

  /// About a million decimal digits.
  static final int MOST_BITS = 3_400_000;

  private Integers() {}

  /// An integer however written; OPA calls the wanted type `integer` here.
  static BigInteger operand(Value[] arguments, int position) {
    if (!(arguments[position] instanceof NumberValue number)) {
      throw Operands.wrong(arguments, position, "integer");
    }
    return number.toInteger().orElseThrow(() -> floating(position));
  }

  /// An integer that is written as one and fits a machine word.
  static long machine(Value[] arguments, int position) {
    NumberValue number = Operands.number(arguments, position);
    if (!number.isLong()) {
      throw floating(position);
    }
    return number.longValue();
  }

  private static BuiltinFailedException floating(int position) {
    return BuiltinFailedException.operand(position + 1, "integer number", "floating-point number");
  }

  /// What floating-point numbers could not compute.
  static BuiltinFailedException failed(ArithmeticException e) {
    return new BuiltinFailedException(String.valueOf(e.getMessage()));
  }

  static NumberValue result(BigInteger value) {
    requireBits(value.bitLength());
    return NumberValue.of(value);
  }

  static void requireBits(long bits) {
    if (bits > MOST_BITS) {
      throw new BuiltinFailedException("number too large");
    }
  }
}
