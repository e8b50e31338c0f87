package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoQuote;

/// A text in which what stands between delimiters is a pattern: `urn:<[a-z]+>`. Stateless.
final class RegexTemplate {

  private static final String META = "\\.+*?()|[]{}^$";

  private RegexTemplate() {}

  static GoRegex compile(String template, char start, char end) {
    StringBuilder pattern = new StringBuilder("^");
    int level = 0;
    int open = 0;
    int last = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == start) {
        level++;
        open = level == 1 ? i : open;
      } else if (c == end) {
        level--;
        if (level < 0) {
          throw unbalanced(template);
        }
        if (level == 0) {
          String part = template.substring(open + 1, i);
          pattern
              .append(quoted(template.substring(last, open)))
              .append('(')
              .append(part)
              .append(')');
          last = i + 1;
        }
      }
    }
    if (level != 0) {
      throw unbalanced(template);
    }
    checkParts(template, start, end);
    return GoRegex.compile(pattern.append(quoted(template.substring(last))).append('$').toString());
  }

  // Each part must be a pattern by itself, after the braces are known to be balanced.
  private static void checkParts(String template, char start, char end) {
    int level = 0;
    int open = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == start) {
        level++;
        open = level == 1 ? i : open;
      } else if (c == end) {
        level--;
        if (level == 0) {
          GoRegex.compile("^" + template.substring(open + 1, i) + "$");
        }
      }
    }
  }

  private static BuiltinFailedException unbalanced(String template) {
    return new BuiltinFailedException("unbalanced braces in " + GoQuote.quote(template));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (META.indexOf(text.charAt(i)) >= 0) {
        out.append('\\');
      }
      out.append(text.charAt(i));
    }
    return out.toString();
  }
}
