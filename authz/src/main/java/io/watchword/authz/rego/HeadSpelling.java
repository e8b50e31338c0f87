package io.watchword.authz.rego;

import io.watchword.authz.rego.Rule.Head;

/// How heads were written, where their meaning no longer tells.
public final class HeadSpelling {

  private HeadSpelling() {}

  /// Whether the word `if` follows a head, blanks and comments aside.
  public static boolean isIfAfter(String text, Location at) {
    int i = at.end();
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '#') {
        int line = text.indexOf('\n', i);
        i = line < 0 ? text.length() : line;
      } else if (Character.isWhitespace(c)) {
        i++;
      } else {
        break;
      }
    }
    return text.startsWith("if", i)
        && (i + 2 >= text.length() || !isPartOfName(text.charAt(i + 2)));
  }

  private static boolean isPartOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /// Whether the last part of a head counts as a key: that of a set, or of an object of one level.
  /// A name or reference after `if` does; before a plain body a value makes anything one.
  public static boolean hasKey(Rule rule, String text) {
    Head head = rule.head();
    if (head.key().isPresent()) {
      return true;
    }
    if (head.reference().path().size() != 1 || head.arguments().isPresent() || rule.isDefault()) {
      return false;
    }
    Term last = head.reference().path().getFirst();
    return !rule.body().isEmpty() && isIfAfter(text, head.at())
        ? last instanceof Term.Ref || !Ground.is(last)
        : head.hasValue();
  }
}
