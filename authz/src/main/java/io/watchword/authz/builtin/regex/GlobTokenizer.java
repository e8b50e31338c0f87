package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.regex.GlobToken.Flag;
import io.watchword.authz.builtin.regex.GlobToken.Range;
import java.util.ArrayList;
import java.util.List;

/// Reads a simple pattern: characters, `.`, `[a-c]`, each with `+` or `*`, and `\` before what is
/// meant as it is. One use, one thread.
final class GlobTokenizer {

  private final String pattern;
  private final int[] runes;
  private int at;
  private int rune;
  private boolean escaped;

  GlobTokenizer(String pattern) {
    this.pattern = pattern;
    this.runes = GoString.runes(pattern);
  }

  List<GlobToken> tokens() {
    List<GlobToken> tokens = new ArrayList<>();
    while (next()) {
      GlobToken token = token();
      tokens.add(token.with(flag()));
    }
    return tokens;
  }

  private boolean next() {
    if (at >= runes.length) {
      return false;
    }
    escaped = runes[at] == '\\';
    if (escaped && at == runes.length - 1) {
      throw invalid(at, "input ends with a \\ (escape) character");
    }
    rune = runes[escaped ? at + 1 : at];
    at += escaped ? 2 : 1;
    return true;
  }

  private GlobToken token() {
    if (escaped) {
      return GlobToken.one(rune);
    }
    return switch (rune) {
      case '.' -> GlobToken.anything();
      case '[' -> set();
      case ']' -> throw invalid(at, "set-close ']' with no preceding '['");
      case '+', '*' ->
          throw invalid(
              at, "flag '" + Character.toString(rune) + "' must be preceded by a non-flag");
      default -> GlobToken.one(rune);
    };
  }

  private Flag flag() {
    if (at < runes.length && (runes[at] == '+' || runes[at] == '*')) {
      return runes[at++] == '+' ? Flag.PLUS : Flag.STAR;
    }
    return Flag.NONE;
  }

  private GlobToken set() {
    List<Range> ranges = new ArrayList<>();
    int previous = -1;
    while (next()) {
      if (!escaped && rune == ']') {
        return GlobToken.set(ranges);
      }
      if (!escaped && rune == '-') {
        ranges.add(range(previous));
        previous = -1;
      } else {
        ranges.add(new Range(rune, rune));
        previous = rune;
      }
    }
    throw invalid(at, "found [ without matching ]");
  }

  private Range range(int low) {
    if (low < 0) {
      throw invalid(at, "range character '-' must be preceded by a Unicode character");
    }
    if (at >= runes.length - 1) {
      throw invalid(at, "range character '-' must be followed by a Unicode character");
    }
    next();
    if (!escaped && (rune == ']' || rune == '-')) {
      throw invalid(at, "range character '-' cannot be followed by a special symbol");
    }
    if (rune < low) {
      throw invalid(
          at,
          "range is out of order: '%s' comes before '%s' in Unicode"
              .formatted(Character.toString(rune), Character.toString(low)));
    }
    return new Range(low, rune);
  }

  private BuiltinFailedException invalid(int position, String what) {
    return new BuiltinFailedException(
        "input:" + pattern + ", pos:" + position + ", " + what + ": the input provided is invalid");
  }
}
