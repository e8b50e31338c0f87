package io.watchword.authz.builtin.golang;

/// Quoted strings and characters as Go writes them. Stateless.
public final class GoQuote {

  private static final String NAMED = "\u0007\b\f\n\r\t\u000b";
  private static final String NAMES = "abfnrtv";

  private GoQuote() {}

  /// `"a\tb"`: printable characters as they are.
  public static String quote(String text) {
    return quoted(text, '"', false);
  }

  /// As [#quote], in ASCII alone.
  public static String quoteToAscii(String text) {
    return quoted(text, '"', true);
  }

  /// `'x'`.
  public static String quoteRune(int rune, boolean ascii) {
    int shown =
        rune < 0 || rune > Character.MAX_CODE_POINT ? GoString.REPLACEMENT : GoString.rune(rune);
    return quoted(Character.toString(shown), '\'', ascii);
  }

  private static String quoted(String text, char mark, boolean ascii) {
    StringBuilder out = new StringBuilder(text.length() + 2).append(mark);
    for (int i = 0; i < text.length(); ) {
      int rune = text.codePointAt(i);
      escape(out, rune, mark, ascii);
      i += Character.charCount(rune);
    }
    return out.append(mark).toString();
  }

  private static void escape(StringBuilder out, int rune, char mark, boolean ascii) {
    if (GoString.isLoneByte(rune)) {
      out.append("\\x").append(hex(GoString.loneByte(rune), 2));
    } else if (rune == mark || rune == '\\') {
      out.append('\\').append((char) rune);
    } else if (isPrint(rune) && (rune < 0x80 || !ascii)) {
      out.appendCodePoint(rune);
    } else if (NAMED.indexOf(rune) >= 0) {
      out.append('\\').append(NAMES.charAt(NAMED.indexOf(rune)));
    } else if (rune < ' ' || rune == 0x7F) {
      out.append("\\x").append(hex(rune, 2));
    } else if (rune < 0x10000) {
      out.append("\\u").append(hex(rune, 4));
    } else {
      out.append("\\U").append(hex(rune, 8));
    }
  }

  private static String hex(int value, int digits) {
    String text = Integer.toHexString(value);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  /// Whether a string can stand between back quotes as it is.
  public static boolean canBackquote(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                GoString.isLoneByte(c)
                    || c == 0xFEFF
                    || (c < ' ' && c != '\t')
                    || c == '`'
                    || c == 0x7F);
  }

  /// Letters, marks, numbers, punctuation, symbols, and the ASCII space.
  public static boolean isPrint(int rune) {
    return rune == ' '
        || switch (Character.getType(rune)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
