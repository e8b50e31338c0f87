package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoFloat;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.time.GoTime;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a plain scalar means, by the rules of YAML 1.1 that OPA's reader keeps. Stateless.
final class YamlScalars {

  static final String STRING = "!!str";
  static final String TIMESTAMP = "!!timestamp";
  private static final String BOOL = "!!bool";
  private static final String NULL = "!!null";
  private static final String INT = "!!int";
  private static final String FLOAT = "!!float";

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:\\.[0-9]++|[0-9]++(?:\\.[0-9]*+)?+)(?:[eE][-+]?[0-9]++)?+");
  private static final Pattern GO_FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]++|[0-9]++\\.?[0-9]*+)(?:[eE][-+]?[0-9]++)?+");
  private static final Pattern BASE60 =
      Pattern.compile("[-+]?[0-9][0-9_]*+(?::[0-5]?[0-9])++(?:\\.[0-9_]*+)?+");
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final List<String> TIMES =
      List.of(
          "2006-1-2T15:4:5.999999999Z07:00",
          "2006-1-2t15:4:5.999999999Z07:00",
          "2006-1-2 15:4:5.999999999",
          "2006-1-2");
  private static final Map<String, Meaning> WORDS = words();

  private YamlScalars() {}

  /// A tag and a value: a `Boolean`, `BigInteger`, `Double`, `String`, or none for null.
  record Meaning(String tag, Optional<Object> value) {
    static Meaning of(String tag, Object value) {
      return new Meaning(tag, Optional.of(value));
    }
  }

  private static Map<String, Meaning> words() {
    Map<String, Meaning> words = new HashMap<>();
    for (String yes : List.of("y", "yes", "true", "on")) {
      spell(words, yes, Meaning.of(BOOL, true));
    }
    for (String no : List.of("n", "no", "false", "off")) {
      spell(words, no, Meaning.of(BOOL, false));
    }
    spell(words, "null", new Meaning(NULL, Optional.empty()));
    words.put("", new Meaning(NULL, Optional.empty()));
    words.put("~", new Meaning(NULL, Optional.empty()));
    for (String nan : List.of(".nan", ".NaN", ".NAN")) {
      words.put(nan, Meaning.of(FLOAT, Double.NaN));
    }
    for (String infinite : List.of(".inf", ".Inf", ".INF")) {
      words.put(infinite, Meaning.of(FLOAT, Double.POSITIVE_INFINITY));
      words.put("+" + infinite, Meaning.of(FLOAT, Double.POSITIVE_INFINITY));
      words.put("-" + infinite, Meaning.of(FLOAT, Double.NEGATIVE_INFINITY));
    }
    return words;
  }

  // As it is, with a capital, and in capitals.
  private static void spell(Map<String, Meaning> words, String word, Meaning meaning) {
    String upper = word.toUpperCase(java.util.Locale.ROOT);
    words.put(word, meaning);
    words.put(upper.charAt(0) + word.substring(1), meaning);
    words.put(upper, meaning);
  }

  /// @param tag empty where none is written; others than those of the core stay strings
  static Meaning resolve(String tag, String text) {
    boolean known =
        tag.isEmpty() || List.of(STRING, BOOL, INT, FLOAT, NULL, TIMESTAMP).contains(tag);
    if (!known) {
      return Meaning.of(tag, text);
    }
    Meaning meaning = tag.equals(STRING) ? Meaning.of(STRING, text) : plain(tag, text);
    if (tag.isEmpty() || tag.equals(meaning.tag) || tag.equals(STRING)) {
      return meaning;
    }
    if (tag.equals(FLOAT)
        && meaning.value.orElse("") instanceof BigInteger integer
        && integer.bitLength() < Long.SIZE) {
      return Meaning.of(FLOAT, integer.doubleValue());
    }
    throw new BuiltinFailedException(
        "yaml: cannot decode " + meaning.tag + " `" + text + "` as a " + tag);
  }

  private static Meaning plain(String tag, String text) {
    char first = text.isEmpty() ? '~' : text.charAt(0);
    if ("+-0123456789yYnNtTfFoO~.".indexOf(first) < 0) {
      return Meaning.of(STRING, text);
    }
    Meaning word = WORDS.get(text);
    if (word != null) {
      return word;
    }
    if (first == '.') {
      return GO_FLOAT.matcher(text).matches() ? floating(text) : Meaning.of(STRING, text);
    }
    return "+-0123456789".indexOf(first) >= 0 ? number(tag, text) : Meaning.of(STRING, text);
  }

  private static Meaning floating(String text) {
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Meaning.of(STRING, text) : Meaning.of(FLOAT, value);
  }

  private static Meaning number(String tag, String text) {
    if ((tag.isEmpty() || tag.equals(TIMESTAMP)) && isTime(text)) {
      return Meaning.of(TIMESTAMP, text);
    }
    String digits = text.replace("_", "");
    Optional<BigInteger> integer = integer(digits);
    if (integer.isPresent()) {
      return Meaning.of(INT, integer.get());
    }
    return DECIMAL.matcher(digits).matches() ? floating(digits) : Meaning.of(STRING, text);
  }

  private static boolean isTime(String text) {
    return text.matches("(?s)[0-9]{4}-.*")
        && TIMES.stream().anyMatch(layout -> GoTime.matches(layout, text));
  }

  // 0x1F, 0o17, 017, 0b11, and what fits 64 bits, signed or not.
  private static Optional<BigInteger> integer(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String rest = signed ? text.substring(1) : text;
    int radix = 10;
    if (rest.matches("0[xX].+")) {
      radix = 16;
    } else if (rest.matches("0[oO].+")) {
      radix = 8;
    } else if (rest.matches("0[bB].+")) {
      radix = 2;
    } else if (rest.startsWith("0") && rest.length() > 1) {
      radix = 8;
      rest = "0o" + rest.substring(1);
    }
    rest = radix == 10 ? rest : rest.substring(2);
    boolean digits = !rest.isEmpty() && rest.length() <= 70;
    for (int i = 0; digits && i < rest.length(); i++) {
      digits = rest.charAt(i) < 0x80 && Character.digit(rest.charAt(i), radix) >= 0;
    }
    if (!digits) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(rest, radix);
    value = text.startsWith("-") ? value.negate() : value;
    boolean fits =
        value.compareTo(LEAST) >= 0
            && value.compareTo(signed ? BigInteger.valueOf(Long.MAX_VALUE) : MOST) <= 0;
    return fits ? Optional.of(value) : Optional.empty();
  }

  /// Whether a string must be quoted to stay one.
  static boolean needsQuotes(String text) {
    return !resolve("", text).tag.equals(STRING) || BASE60.matcher(text).matches();
  }

  /// A float as JSON has it.
  static String json(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-6 || size >= 1e21)) {
      String text = GoFloat.format(value, 'e', GoFloat.SHORTEST);
      int at = text.length() - 4;
      return text.startsWith("e-0", at) ? text.substring(0, at + 2) + text.charAt(at + 3) : text;
    }
    return GoFloat.format(value, 'f', GoFloat.SHORTEST);
  }

  /// The bytes under `!!binary`.
  static String binary(String text) {
    try {
      return GoString.of(Base64Reader.STANDARD.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (BuiltinFailedException invalid) {
      throw new BuiltinFailedException("yaml: !!binary value contains invalid base64 data");
    }
  }
}
