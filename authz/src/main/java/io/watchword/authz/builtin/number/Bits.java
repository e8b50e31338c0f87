package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.Map;

/// Bits of integers of any size, in two's complement. Stateless.
public final class Bits {

  private Bits() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "bits.or",
        two(BigInteger::or),
        "bits.and",
        two(BigInteger::and),
        "bits.xor",
        two(BigInteger::xor),
        "bits.negate",
        (context, a) -> NumberValue.of(Integers.operand(a, 0).not()),
        "bits.lsh",
        (context, a) -> left(Integers.operand(a, 0), shift(a)),
        "bits.rsh",
        (context, a) -> right(Integers.operand(a, 0), shift(a)));
  }

  private interface Operator {
    BigInteger of(BigInteger a, BigInteger b);
  }

  private static Builtin two(Operator operator) {
    return (context, a) -> {
      BigInteger first = Integers.operand(a, 0);
      return NumberValue.of(operator.of(first, Integers.operand(a, 1)));
    };
  }

  // Only the lowest 64 bits count, without sign.
  private static long shift(Value[] arguments) {
    Integers.operand(arguments, 0);
    BigInteger shift = Integers.operand(arguments, 1);
    if (shift.signum() < 0) {
      throw BuiltinFailedException.operand(2, "an unsigned integer number", "a negative integer");
    }
    return shift.longValue();
  }

  private static Value left(BigInteger value, long shift) {
    if (value.signum() == 0) {
      return NumberValue.of(0);
    }
    if (shift < 0 || shift > Integers.MOST_BITS) {
      throw new BuiltinFailedException("number too large");
    }
    Integers.requireBits(value.bitLength() + shift);
    return NumberValue.of(value.shiftLeft((int) shift));
  }

  private static Value right(BigInteger value, long shift) {
    boolean allOut = shift < 0 || shift > value.bitLength();
    return allOut
        ? NumberValue.of(value.signum() < 0 ? -1 : 0)
        : NumberValue.of(value.shiftRight((int) shift));
  }
}
