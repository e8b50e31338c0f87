package io.watchword.authz.early.builtin;

import static io.watchword.authz.early.builtin.Builtins.define;
import static io.watchword.authz.early.builtin.Builtins.text;
import static io.watchword.authz.early.builtin.Builtins.texts;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// Strings, by Go's rules where Java's differ. Stateless.
final class Strings {

  private Strings() {}

  static List<Definition> definitions() {
    return List.of(
        test("startswith", String::startsWith),
        test("endswith", String::endsWith),
        test("contains", String::contains),
        define("lower", a -> mapped(text(a, 0), Character::toLowerCase), Kind.STRING),
        define("upper", a -> mapped(text(a, 0), Character::toUpperCase), Kind.STRING),
        define(
            "concat",
            a -> string(String.join(text(a, 0), texts(a.get(1)))),
            Kind.STRING,
            Kind.LIST),
        define("split", a -> split(text(a, 0), text(a, 1)), Kind.STRING, Kind.STRING),
        define("trim", a -> trim(text(a, 0), in(text(a, 1)), true, true), Kind.STRING, Kind.STRING),
        define(
            "trim_left",
            a -> trim(text(a, 0), in(text(a, 1)), true, false),
            Kind.STRING,
            Kind.STRING),
        define(
            "trim_right",
            a -> trim(text(a, 0), in(text(a, 1)), false, true),
            Kind.STRING,
            Kind.STRING),
        define("trim_space", a -> trim(text(a, 0), Strings::isGoSpace, true, true), Kind.STRING),
        define("trim_prefix", a -> trimPrefix(text(a, 0), text(a, 1)), Kind.STRING, Kind.STRING),
        define("trim_suffix", a -> trimSuffix(text(a, 0), text(a, 1)), Kind.STRING, Kind.STRING),
        define("strings.any_prefix_match", a -> any(a, String::startsWith), Kind.TEXTS, Kind.TEXTS),
        define("strings.any_suffix_match", a -> any(a, String::endsWith), Kind.TEXTS, Kind.TEXTS),
        define("indexof", a -> indexOf(text(a, 0), text(a, 1)), Kind.STRING, Kind.STRING),
        define(
            "sprintf",
            a -> string(Format.sprintf(text(a, 0), ((ArrayValue) a.get(1)).items())),
            Kind.STRING,
            Kind.ARRAY));
  }

  private static Definition test(String name, BiPredicate<String, String> holds) {
    return define(
        name, a -> BooleanValue.of(holds.test(text(a, 0), text(a, 1))), Kind.STRING, Kind.STRING);
  }

  private static Value string(String text) {
    return new StringValue(text);
  }

  // Code point by code point, as Go: no final sigma, no `ß` to `SS`.
  private static Value mapped(String text, IntUnaryOperator mapping) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints().map(mapping).forEach(result::appendCodePoint);
    return string(result.toString());
  }

  private static Value split(String text, String separator) {
    List<Value> parts = new ArrayList<>();
    if (separator.isEmpty()) {
      text.codePoints().forEach(point -> parts.add(string(Character.toString(point))));
      return ArrayValue.of(parts);
    }
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(string(text.substring(from, at)));
      from = at + separator.length();
    }
    parts.add(string(text.substring(from)));
    return ArrayValue.of(parts);
  }

  private static IntPredicate in(String cutset) {
    return point -> cutset.indexOf(point) >= 0;
  }

  private static boolean isGoSpace(int point) {
    return Character.isSpaceChar(point) || (point >= 9 && point <= 13) || point == 0x85;
  }

  private static Value trim(String text, IntPredicate cut, boolean left, boolean right) {
    int[] points = text.codePoints().toArray();
    int from = 0;
    int to = points.length;
    while (left && from < to && cut.test(points[from])) {
      from++;
    }
    while (right && to > from && cut.test(points[to - 1])) {
      to--;
    }
    return string(new String(points, from, to - from));
  }

  private static Value trimPrefix(String text, String prefix) {
    return string(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
  }

  private static Value trimSuffix(String text, String suffix) {
    return string(
        text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text);
  }

  private static Value any(List<Value> a, BiPredicate<String, String> holds) {
    List<String> affixes = texts(a.get(1));
    return BooleanValue.of(
        texts(a.get(0)).stream()
            .anyMatch(text -> affixes.stream().anyMatch(affix -> holds.test(text, affix))));
  }

  private static Value indexOf(String text, String wanted) {
    if (wanted.isEmpty()) {
      throw new BuiltinFailedException("empty search character");
    }
    int at = text.indexOf(wanted);
    return NumberValue.of(at < 0 ? -1 : text.codePointCount(0, at));
  }
}
