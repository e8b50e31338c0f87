package io.watchword.authz.early.builtin;

import com.google.re2j.Pattern;
import io.watchword.authz.builtin.BuiltinFailedException;

/// A glob as a regular expression: `*` stops at delimiters, `**` does not, `?`, `[a-z]`, `[!abc]`,
/// `{a,b}`, `\x`.
final class GlobRegex {

  private final String glob;
  private final String notDelimiter;
  private int at;

  private GlobRegex(String glob, String notDelimiter) {
    this.glob = glob;
    this.notDelimiter = notDelimiter;
  }

  static String of(String glob, String delimiters) {
    StringBuilder escaped = new StringBuilder();
    delimiters
        .codePoints()
        .forEach(point -> escaped.append("\\x{").append(Integer.toHexString(point)).append('}'));
    String notDelimiter = delimiters.isEmpty() ? "." : "[^" + escaped + "]";
    return new GlobRegex(glob, notDelimiter).sequence(0);
  }

  private String sequence(int braces) {
    StringBuilder regex = new StringBuilder();
    while (at < glob.length()) {
      char c = glob.charAt(at);
      if (braces > 0 && (c == ',' || c == '}')) {
        return regex.toString();
      }
      at++;
      switch (c) {
        case '*' -> regex.append(star());
        case '?' -> regex.append(notDelimiter);
        case '[' -> regex.append(characters());
        case '{' -> regex.append(alternatives(braces));
        case '\\' -> regex.append(escaped());
        default -> regex.append(literal(c));
      }
    }
    if (braces > 0) {
      throw new BuiltinFailedException("glob: `{` is never closed");
    }
    return regex.toString();
  }

  private String star() {
    if (at < glob.length() && glob.charAt(at) == '*') {
      at++;
      return ".*";
    }
    return notDelimiter + "*";
  }

  private String literal(char c) {
    if (Character.isHighSurrogate(c) && at < glob.length()) {
      return Pattern.quote(String.valueOf(c) + glob.charAt(at++));
    }
    return Pattern.quote(String.valueOf(c));
  }

  private String escaped() {
    if (at >= glob.length()) {
      throw new BuiltinFailedException("glob: nothing follows the last `\\`");
    }
    return literal(glob.charAt(at++));
  }

  private String characters() {
    int end = glob.indexOf(']', at);
    if (end <= at) {
      throw new BuiltinFailedException("glob: `[` is never closed");
    }
    String inside = glob.substring(at, end);
    at = end + 1;
    boolean negated = inside.startsWith("!");
    String members = negated ? inside.substring(1) : inside;
    boolean range =
        members.codePointCount(0, members.length()) == 3
            && members.charAt(members.offsetByCodePoints(0, 1)) == '-';
    StringBuilder regex = new StringBuilder(negated ? "[^" : "[");
    int[] points = members.codePoints().toArray();
    if (points.length == 0) {
      throw new BuiltinFailedException("glob: `[]` is empty");
    }
    for (int i = 0; i < points.length; i++) {
      regex.append(range && i == 1 ? "-" : "\\x{" + Integer.toHexString(points[i]) + "}");
    }
    return regex.append(']').toString();
  }

  private String alternatives(int braces) {
    if (braces > 20) {
      throw new BuiltinFailedException("glob: braces are nested too deeply");
    }
    StringBuilder regex = new StringBuilder("(?:");
    while (true) {
      regex.append(sequence(braces + 1));
      char end = glob.charAt(at++);
      if (end == '}') {
        return regex.append(')').toString();
      }
      regex.append('|');
    }
  }
}
