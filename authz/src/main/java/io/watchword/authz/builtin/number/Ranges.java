package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinFailedException.Kind;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.Map;

/// Numbers in a row, and chance. Stateless.
public final class Ranges {

  /// No range is longer.
  static final int LONGEST = 10_000_000;

  private Ranges() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "numbers.range",
        (context, a) ->
            range(context, Integers.operand(a, 0), Integers.operand(a, 1), BigInteger.ONE),
        "numbers.range_step",
        Ranges::stepped,
        "rand.intn",
        Ranges::random);
  }

  private static Value stepped(BuiltinContext context, Value[] arguments) {
    BigInteger from = Integers.operand(arguments, 0);
    BigInteger to = Integers.operand(arguments, 1);
    BigInteger step = Integers.operand(arguments, 2);
    if (step.signum() <= 0) {
      throw new BuiltinFailedException("numbers.range_step: step must be a positive integer");
    }
    return range(context, from, to, step);
  }

  private static Value range(
      BuiltinContext context, BigInteger from, BigInteger to, BigInteger step) {
    BigInteger steps = to.subtract(from).abs().divide(step);
    if (steps.bitLength() > 31 || steps.intValue() >= LONGEST) {
      throw new BuiltinFailedException(
          Kind.HALT, "more than " + LONGEST + " numbers (expected: a shorter range)");
    }
    int count = steps.intValue() + 1;
    context.spend(count);
    ArrayValue numbers = ArrayValue.growing(count);
    BigInteger signed = from.compareTo(to) <= 0 ? step : step.negate();
    if (from.bitLength() < 63 && to.bitLength() < 63) {
      long by = count == 1 ? 0 : signed.longValue();
      for (int i = 0; i < count; i++) {
        numbers.append(NumberValue.of(from.longValue() + i * by));
      }
      return numbers;
    }
    BigInteger next = from;
    for (int i = 0; i < count; i++) {
      numbers.append(NumberValue.of(next));
      next = next.add(signed);
    }
    return numbers;
  }

  private record RandomKey(String seed, long bound) {}

  private static Value random(BuiltinContext context, Value[] arguments) {
    String seed = Operands.text(arguments, 0);
    long bound = Integers.machine(arguments, 1);
    if (bound == 0 || bound == Long.MIN_VALUE) {
      return NumberValue.of(0);
    }
    RandomKey key = new RandomKey(seed, Math.abs(bound));
    return context.remember(key, () -> NumberValue.of(context.random().nextLong(Math.abs(bound))));
  }
}
