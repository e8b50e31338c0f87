package io.watchword.authz.builtin.number;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.BigFloat;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Amounts with a unit, such as `10Ki`. Stateless.
public final class Units {

  private static final int MOST_EXPONENT_DIGITS = 6;
  private static final int FRACTION_DIGITS = 10;
  // The double nearest to it, digit by digit: that is what OPA multiplies with.
  private static final BigDecimal MILLI = new BigDecimal(0.001);
  private static final String PREFIXES = "kmgtpe";

  private Units() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "units.parse", (context, a) -> parse(Operands.text(a, 0)),
        "units.parse_bytes", (context, a) -> parseBytes(Operands.text(a, 0)));
  }

  // Character by character, as Go does it; Java's own would see words.
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }

  /// An amount taken apart; the exponent of its number has at most six digits.
  private record Amount(String number, String unit) {}

  private static Value parse(String text) {
    Amount amount = split(text.replace("\"", ""), "units.parse", "no amount provided");
    String unit =
        amount.unit().length() > 1
            ? amount.unit().charAt(0) + lower(amount.unit().substring(1))
            : amount.unit();
    BigDecimal factor = unit.equals("m") ? MILLI : resourceFactor(unit);
    if (factor == null) {
      throw failed("units.parse", "unit " + unit + " not recognized");
    }
    BigDecimal product = number(amount, "units.parse: could not parse amount to a number");
    product = product.multiply(factor);
    if (product.signum() == 0 || product.stripTrailingZeros().scale() <= 0) {
      return NumberValue.of(product.toBigInteger());
    }
    String digits = product.setScale(FRACTION_DIGITS, RoundingMode.HALF_UP).toPlainString();
    boolean lostSign = product.signum() < 0 && !digits.startsWith("-");
    return NumberValue.parse(lostSign ? "-" + digits : digits);
  }

  // `k` and `K` alike, but `m` is a thousandth and `M` a million; `Mi` and `mi` alike again.
  private static @Nullable BigDecimal resourceFactor(String unit) {
    if (unit.isEmpty()) {
      return BigDecimal.ONE;
    }
    BigInteger factor = factor(lower(unit), "");
    return factor == null ? null : new BigDecimal(factor);
  }

  /// @param suffix what may follow the prefix, such as `b`
  private static @Nullable BigInteger factor(String unit, String suffix) {
    int power = unit.isEmpty() ? -1 : PREFIXES.indexOf(unit.charAt(0));
    if (power < 0) {
      return null;
    }
    String rest = unit.substring(1);
    if (rest.isEmpty() || rest.equals(suffix)) {
      return BigInteger.valueOf(1000).pow(power + 1);
    }
    return rest.equals("i") || rest.equals("i" + suffix)
        ? BigInteger.ONE.shiftLeft(10 * (power + 1))
        : null;
  }

  private static Value parseBytes(String text) {
    String lower = lower(text).replace("\"", "");
    Amount amount = split(lower, "units.parse_bytes", "no byte amount provided");
    BigInteger factor = amount.unit().isEmpty() ? BigInteger.ONE : factor(amount.unit(), "b");
    if (factor == null) {
      throw failed("units.parse_bytes", "byte unit " + amount.unit() + " not recognized");
    }
    String unreadable = "units.parse_bytes: could not parse byte amount to a number";
    number(amount, unreadable);
    BigFloat bytes =
        BigFloat.of(NumberValue.parse(amount.number()))
            .multiply(BigFloat.of(factor, BigFloat.STANDARD_PRECISION));
    return Integers.result(bytes.toInteger());
  }

  private static BigDecimal number(Amount amount, String unreadable) {
    try {
      return NumberValue.parse(amount.number()).exact();
    } catch (NumberFormatException e) {
      throw new BuiltinFailedException(unreadable);
    }
  }

  private static Amount split(String text, String name, String none) {
    if (text.contains(" ")) {
      throw failed(name, "spaces not allowed in resource strings");
    }
    int end = endOfNumber(text, name);
    if (end == 0) {
      throw failed(name, none);
    }
    return new Amount(text.substring(0, end), text.substring(end));
  }

  private static int endOfNumber(String text, String name) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean exponent = c == 'e' || c == 'E';
      if (!isDigit(c) && c != '.' && c != '+' && c != '-' && !exponent) {
        return at;
      }
      if (!exponent) {
        continue;
      }
      char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      boolean sign = next == '+' || next == '-';
      if (!isDigit(next) && !sign) {
        return at;
      }
      at += sign ? 1 : 0;
      int digits = 0;
      while (at + 1 + digits < text.length() && isDigit(text.charAt(at + 1 + digits))) {
        digits++;
      }
      if (digits > MOST_EXPONENT_DIGITS) {
        throw failed(name, "exponent too large");
      }
    }
    return text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static BuiltinFailedException failed(String name, String why) {
    return new BuiltinFailedException(name + ": " + why);
  }
}
