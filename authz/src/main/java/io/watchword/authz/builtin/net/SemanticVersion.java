package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A semantic version, as leniently read as OPA does: a `v` before it, zeros in front.
record SemanticVersion(List<BigInteger> numbers, String preRelease) {

  private static final Pattern IDENTIFIERS =
      Pattern.compile("[0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]++");
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int LONGEST = 10_000;

  static Value compare(BuiltinContext context, Value[] arguments) {
    String one = Operands.text(arguments, 0);
    String other = Operands.text(arguments, 1);
    context.spend(1 + (one.length() + other.length()) / 5);
    return NumberValue.of(required(one, 1).compareWith(required(other, 2)));
  }

  private static SemanticVersion required(String text, int operand) {
    // OPA quotes the version here.
    return parse(text)
        .orElseThrow(
            () ->
                new BuiltinFailedException(
                    "operand "
                        + operand
                        + ": string "
                        + io.watchword.authz.builtin.golang.GoQuote.quote(text)
                        + " is not a valid SemVer"));
  }

  static Value isValid(BuiltinContext context, Value[] arguments) {
    return BooleanValue.of(
        arguments[0] instanceof StringValue text && parse(text.text()).isPresent());
  }

  private static Optional<SemanticVersion> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String version = text.startsWith("v") ? text.substring(1) : text;
    String metadata = after(version, '+');
    version = before(version, '+');
    String preRelease = after(version, '-');
    version = before(version, '-');
    if (!fine(metadata) || !fine(preRelease)) {
      return Optional.empty();
    }
    List<String> words = List.of(version.split("\\.", -1));
    boolean numbers =
        words.size() == 3
            && words.stream()
                .allMatch(
                    w -> NUMBER.matcher(w).matches() && new BigInteger(w).compareTo(MOST) <= 0);
    return numbers
        ? Optional.of(new SemanticVersion(words.stream().map(BigInteger::new).toList(), preRelease))
        : Optional.empty();
  }

  private static boolean fine(String identifiers) {
    return identifiers.isEmpty() || IDENTIFIERS.matcher(identifiers).matches();
  }

  private static String before(String text, char separator) {
    int at = text.indexOf(separator);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String after(String text, char separator) {
    int at = text.indexOf(separator);
    return at < 0 ? "" : text.substring(at + 1);
  }

  private int compareWith(SemanticVersion other) {
    for (int i = 0; i < 3; i++) {
      int order = numbers.get(i).compareTo(other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    String[] mine = preRelease.split("\\.", -1);
    String[] theirs = other.preRelease.split("\\.", -1);
    for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
      int order = compareIdentifiers(mine[i], theirs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(mine.length, theirs.length);
  }

  // Numbers before words.
  private static int compareIdentifiers(String a, String b) {
    boolean numberA = NUMBER.matcher(a).matches();
    boolean numberB = NUMBER.matcher(b).matches();
    if (numberA && numberB) {
      return new BigInteger(a).min(MOST).compareTo(new BigInteger(b).min(MOST));
    }
    return numberA != numberB ? (numberA ? -1 : 1) : Integer.signum(a.compareTo(b));
  }
}
