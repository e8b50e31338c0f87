package io.watchword.authz.builtin.template;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Numbers as Go writes them in source. Stateless.
final class TemplateNumbers {

  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern HEXADECIMAL_FLOAT =
      Pattern.compile("[-+]?0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][-+]?[0-9]+");

  private TemplateNumbers() {}

  /// A `Long` (that Go takes for an int), or a `Double`.
  static Optional<Object> parse(String written) {
    String text = written.replace("_", "");
    Optional<BigInteger> integer = integer(text);
    if (integer.isPresent()) {
      return integer.filter(i -> i.bitLength() < Long.SIZE).map(BigInteger::longValue);
    }
    boolean fits =
        text.length() < 1_000
            && (FLOAT.matcher(text).matches() || HEXADECIMAL_FLOAT.matcher(text).matches());
    return fits ? Optional.of(Double.parseDouble(text)) : Optional.empty();
  }

  private static Optional<BigInteger> integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    String lower = digits.toLowerCase(Locale.ROOT);
    int radix =
        lower.startsWith("0x")
            ? 16
            : lower.startsWith("0b")
                ? 2
                : lower.startsWith("0o") || lower.matches("0[0-9]+") ? 8 : 10;
    String rest = radix == 10 || lower.matches("0[0-9]+") ? lower : lower.substring(2);
    if (rest.isEmpty()
        || rest.length() > 100
        || !rest.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0)) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(rest, radix);
    return Optional.of(negative ? value.negate() : value);
  }
}
