package io.watchword.authz.value;

/// Text as Go's `strconv.Quote` writes it, which OPA shows in messages and results. Stateless.
public final class GoText {

  private static final String SHORT_FROM = "\u0007\b\f\n\r\t\u000b\\\"";
  private static final String SHORT_TO = "abfnrtv\\\"";

  private GoText() {}

  /// In double quotes, what is not printable escaped.
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    quote(text, out);
    return out.toString();
  }

  /// `text` with U+FFFD for each surrogate that has no partner.
  public static String withoutLoneSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i)) && !isPaired(text, i)) {
        StringBuilder whole = new StringBuilder(text);
        for (int j = i; j < text.length(); j++) {
          if (Character.isSurrogate(text.charAt(j)) && !isPaired(text, j)) {
            whole.setCharAt(j, '\ufffd');
          }
        }
        return whole.toString();
      }
    }
    return text;
  }

  static boolean isPaired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (point >= ' ' && point < 0x7f && point != '"' && point != '\\') {
        out.append((char) point);
      } else {
        escape(point, out);
      }
    }
    out.append('"');
  }

  private static void escape(int point, StringBuilder out) {
    int known = SHORT_FROM.indexOf(point);
    if (known >= 0) {
      out.append('\\').append(SHORT_TO.charAt(known));
    } else if (point < ' ' || point == 0x7f) {
      hex(out.append("\\x"), point, 2);
    } else if (point >= 0xD800 && point < 0xE000) {
      out.append('\ufffd');
    } else if (isPrintable(point)) {
      out.appendCodePoint(point);
    } else if (point < 0x10000) {
      hex(out.append("\\u"), point, 4);
    } else {
      hex(out.append("\\U"), point, 8);
    }
  }

  private static void hex(StringBuilder out, int value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      out.append(Character.forDigit((value >>> shift) & 15, 16));
    }
  }

  /// Letters, marks, numbers, punctuation, symbols, and the ASCII space; what Go's
  /// `unicode.IsPrint` takes.
  public static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
