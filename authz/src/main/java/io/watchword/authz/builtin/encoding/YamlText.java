package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.golang.GoString;

/// How a string is written in YAML: plain, in quotes, or as a block. Stateless.
final class YamlText {

  private static final int WIDTH = 80;
  private static final String FIRST = "#,[]{}&*!|>'\"%@`";
  private static final String ESCAPED =
      "\0\u0007\b\t\n\u000b\f\r\u001b\"\\\u0085\u00a0\u2028\u2029";
  private static final String ESCAPES = "0abtnvfre\"\\N_LP";

  private YamlText() {}

  /// What the characters of a string allow.
  private record Shape(boolean plain, boolean single, boolean block) {}

  /// @param column where the text starts
  /// @param key must stay on its line
  static String scalar(String text, int indent, int column, boolean key) {
    Shape shape = shape(text);
    boolean lines = text.indexOf('\n') >= 0;
    if (lines && shape.block && !key) {
      return literal(text, indent);
    }
    int from = key ? Integer.MIN_VALUE : column;
    if (lines || YamlScalars.needsQuotes(text) || (!shape.plain && !shape.single)) {
      return doubleQuoted(text, indent + 2, from);
    }
    return shape.plain
        ? folded(text, indent + 2, from, false)
        : "'" + folded(text, indent + 2, from + 1, true) + "'";
  }

  // A single space beyond the width becomes the end of a line.
  private static String folded(String text, int indent, int from, boolean quoted) {
    StringBuilder out = new StringBuilder(text.length());
    int column = from;
    boolean spaces = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int after = i + Character.charCount(c);
      boolean nextSpace = after < text.length() && text.charAt(after) == ' ';
      boolean inside = !quoted || (i > 0 && after < text.length());
      if (c == ' ' && !spaces && column > WIDTH && inside && !nextSpace) {
        out.append('\n').repeat(" ", indent);
        column = indent;
      } else {
        out.append(quoted && c == '\'' ? "'" : "").appendCodePoint(c);
        column += quoted && c == '\'' ? 2 : 1;
      }
      spaces = c == ' ';
      i = after;
    }
    return out.toString();
  }

  static boolean hasBreak(String text) {
    return text.codePoints().anyMatch(YamlText::isBreak);
  }

  private static boolean isBreak(int c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  // Characters beyond 16 bits count as not printable.
  private static boolean isPrintable(int c) {
    return c == '\n'
        || (c >= ' ' && c <= '~')
        || (c >= 0xA0 && c < 0xFFFE && c != 0xFEFF && (c < 0xD800 || c > 0xDFFF));
  }

  private static Shape shape(String text) {
    if (text.isEmpty()) {
      return new Shape(true, true, false);
    }
    int[] runes = GoString.runes(text);
    boolean indicators = text.startsWith("---") || text.startsWith("...");
    boolean special = false;
    boolean breaks = false;
    boolean breakSpace = false;
    boolean spaceBreak = false;
    for (int i = 0; i < runes.length; i++) {
      int c = runes[i];
      int before = i == 0 ? ' ' : runes[i - 1];
      boolean blankBefore = i == 0 || before == ' ' || before == '\t' || isBreak(before);
      boolean blankAfter = i + 1 == runes.length || runes[i + 1] == ' ' || runes[i + 1] == '\t';
      indicators |=
          i == 0
              ? startsWrong(c, blankAfter)
              : (c == ':' && blankAfter) || (c == '#' && blankBefore);
      special |= !isPrintable(c);
      breaks |= isBreak(c);
      breakSpace |= c == ' ' && i > 0 && isBreak(before);
      spaceBreak |= isBreak(c) && i > 0 && before == ' ';
    }
    int first = runes[0];
    int last = runes[runes.length - 1];
    boolean edges = first == ' ' || isBreak(first) || last == ' ' || isBreak(last);
    boolean odd = spaceBreak || special;
    return new Shape(
        !edges && !breakSpace && !odd && !breaks && !indicators,
        !breakSpace && !odd,
        last != ' ' && !odd);
  }

  private static boolean startsWrong(int c, boolean blankAfter) {
    return FIRST.indexOf(c) >= 0 || ((c == '?' || c == ':' || c == '-') && blankAfter);
  }

  private static String literal(String text, int indent) {
    StringBuilder out = new StringBuilder("|");
    if (text.charAt(0) == ' ' || isBreak(text.charAt(0))) {
      out.append('2');
    }
    boolean ends = isBreak(text.charAt(text.length() - 1));
    if (!ends) {
      out.append('-');
    } else if (text.length() == 1 || isBreak(text.charAt(text.length() - 2))) {
      out.append('+');
    }
    out.append('\n');
    boolean atStart = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (atStart && !isBreak(c)) {
        out.repeat(" ", indent + 2);
      }
      out.append(c);
      atStart = isBreak(c);
    }
    return out.toString();
  }

  private static String doubleQuoted(String text, int indent, int from) {
    StringBuilder out = new StringBuilder("\"");
    int lineAt = 0;
    int column = from;
    boolean spaces = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int after = i + Character.charCount(c);
      int here = column + out.codePointCount(lineAt, out.length());
      boolean inside = i > 0 && after < text.length();
      if (c == ' ' && !spaces && inside && here > WIDTH) {
        out.append('\n');
        lineAt = out.length();
        column = 0;
        out.repeat(" ", indent).append(text.charAt(after) == ' ' ? "\\" : "");
      } else if (isPrintable(c) && !isBreak(c) && c != '"' && c != '\\') {
        out.appendCodePoint(c);
      } else {
        escape(out, c);
      }
      spaces = c == ' ';
      i = after;
    }
    return out.append('"').toString();
  }

  private static void escape(StringBuilder out, int c) {
    int known = ESCAPED.indexOf(c);
    if (known >= 0) {
      out.append('\\').append(ESCAPES.charAt(known));
    } else if (c <= 0xFF) {
      out.append("\\x%02X".formatted(c));
    } else if (c <= 0xFFFF) {
      out.append("\\u%04X".formatted(c));
    } else {
      out.append("\\U%08X".formatted(c));
    }
  }
}
