package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinFailedException.Kind;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BigFloat;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sums and products. Stateless.
public final class Totals {

  private Totals() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of("sum", Totals::sum, "product", Totals::product);
  }

  private static List<Value> items(Value[] arguments) {
    return switch (arguments[0]) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.sorted();
      default -> throw Operands.wrong(arguments, 0, "one of {set, array}");
    };
  }

  private static NumberValue sum(BuiltinContext context, Value[] arguments) {
    List<Value> items = items(arguments);
    context.spend(items.size() / 4);
    long sum = 0;
    int i = 0;
    for (; i < items.size(); i++) {
      if (!(items.get(i) instanceof NumberValue number) || !number.isLong()) {
        break;
      }
      long next = sum + number.longValue();
      if (((sum ^ next) & (number.longValue() ^ next)) < 0) {
        break;
      }
      sum = next;
    }
    return i == items.size() ? NumberValue.of(sum) : largeSum(arguments, items);
  }

  private static NumberValue largeSum(Value[] arguments, List<Value> items) {
    Optional<BigInteger> exact = exactly(items, BigInteger.ZERO, BigInteger::add);
    if (exact.isPresent()) {
      return Integers.result(exact.get());
    }
    BigFloat sum = BigFloat.of(BigInteger.ZERO, BigFloat.STANDARD_PRECISION);
    for (Value item : items) {
      NumberValue number = number(arguments[0], item);
      try {
        sum = sum.add(BigFloat.of(number));
      } catch (ArithmeticException e) {
        throw Integers.failed(e);
      }
    }
    return Arithmetic.result(sum);
  }

  // With the 53 bits of the 1 that it starts from, unlike the other operations.
  private static NumberValue product(BuiltinContext context, Value[] arguments) {
    List<Value> items = items(arguments);
    context.spend(items.size() / 4);
    Optional<BigInteger> exact = exactly(items, BigInteger.ONE, Arithmetic::product);
    if (exact.isPresent()) {
      return Integers.result(exact.get());
    }
    BigFloat product = BigFloat.of(BigInteger.ONE, BigFloat.DOUBLE_PRECISION);
    for (Value item : items) {
      NumberValue number = number(arguments[0], item);
      try {
        product = product.multiply(BigFloat.of(number), BigFloat.DOUBLE_PRECISION);
      } catch (ArithmeticException e) {
        throw Integers.failed(e);
      }
    }
    return Arithmetic.result(product);
  }

  private interface Step {
    BigInteger of(BigInteger total, BigInteger next);
  }

  private static Optional<BigInteger> exactly(List<Value> items, BigInteger start, Step step) {
    BigInteger total = start;
    for (Value item : items) {
      Optional<BigInteger> next =
          item instanceof NumberValue number ? number.toInteger() : Optional.empty();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      total = step.of(total, next.get());
    }
    return Optional.of(total);
  }

  private static NumberValue number(Value collection, Value item) {
    if (item instanceof NumberValue number) {
      return number;
    }
    String kind = collection.typeName();
    throw new BuiltinFailedException(
        Kind.OPERAND,
        "operand 1 must be %s of numbers but got %s containing %s"
            .formatted(kind, kind, item.typeName()));
  }
}
