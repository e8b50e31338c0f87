package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.regex.GoRegex.Match;

/// `$1`, `${name}` and `$$` in what stands for a match. Stateless.
final class Expansion {

  private Expansion() {}

  static void expand(
      StringBuilder out, String replacement, GoRegex regex, String text, Match match) {
    int at = 0;
    while (at < replacement.length()) {
      int dollar = replacement.indexOf('$', at);
      if (dollar < 0) {
        break;
      }
      out.append(replacement, at, dollar);
      at = dollar + 1;
      if (at < replacement.length() && replacement.charAt(at) == '$') {
        out.append('$');
        at++;
        continue;
      }
      boolean braces = at < replacement.length() && replacement.charAt(at) == '{';
      int from = braces ? at + 1 : at;
      int to = from;
      while (to < replacement.length() && isWord(replacement.codePointAt(to))) {
        to += Character.charCount(replacement.codePointAt(to));
      }
      boolean closed = !braces || (to < replacement.length() && replacement.charAt(to) == '}');
      if (to == from || !closed) {
        out.append('$');
        continue;
      }
      out.append(group(replacement.substring(from, to), regex, text, match));
      at = braces ? to + 1 : to;
    }
    out.append(replacement, Math.min(at, replacement.length()), replacement.length());
  }

  private static boolean isWord(int c) {
    return c == '_' || Character.isLetter(c) || Character.isDigit(c);
  }

  // A number of another spelling than Go's, such as `01`, is a name.
  private static String group(String name, GoRegex regex, String text, Match match) {
    if (name.matches("0|[1-9][0-9]{0,7}")) {
      return match.group(text, Integer.parseInt(name));
    }
    return regex.named(text, match, name);
  }
}
