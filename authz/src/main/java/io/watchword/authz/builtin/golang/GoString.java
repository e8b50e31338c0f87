package io.watchword.authz.builtin.golang;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Strings as Go has them, bytes that are mostly UTF-8, held in Java's. A byte that is no part of a
/// valid character is the lone surrogate U+DC00 plus the byte, so that decoding and encoding again
/// gives the same bytes. Stateless.
public final class GoString {

  /// What Go puts for a byte that is no character.
  public static final int REPLACEMENT = 0xFFFD;

  private static final int ESCAPE = 0xDC00;

  private GoString() {}

  /// The string with these bytes.
  public static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /// The string with the bytes from `from` up to `to`.
  public static String of(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int width = width(bytes, at, to);
      if (width == 1 && bytes[at] >= 0) {
        text.append((char) bytes[at]);
      } else if (width == 1) {
        text.append((char) (ESCAPE + (bytes[at] & 0xFF)));
      } else {
        text.appendCodePoint(decode(bytes, at, width));
      }
      at += width;
    }
    return text.toString();
  }

  // Bytes of the character at `at`; 1 where there is none. Unicode 16, table 3-7.
  private static int width(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    int second = at + 1 < to ? bytes[at + 1] & 0xFF : 0;
    if (first < 0xC2 || first > 0xF4) {
      return 1;
    }
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    int width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (second < low || second > high || at + width > to) {
      return 1;
    }
    for (int i = 2; i < width; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return width;
  }

  private static int decode(byte[] bytes, int at, int width) {
    int rune = bytes[at] & (0x7F >> width);
    for (int i = 1; i < width; i++) {
      rune = rune << 6 | (bytes[at + i] & 0x3F);
    }
    return rune;
  }

  /// The bytes of a string.
  public static byte[] bytes(String text) {
    if (isValid(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int rune = text.codePointAt(i);
      if (isLoneByte(rune)) {
        out.write(rune - ESCAPE);
      } else {
        out.writeBytes(Character.toString(rune(rune)).getBytes(StandardCharsets.UTF_8));
      }
      i += Character.charCount(rune);
    }
    return out.toByteArray();
  }

  /// One char for each byte: what searches and splits bytes works on this.
  public static String latin(String text) {
    return new String(bytes(text), StandardCharsets.ISO_8859_1);
  }

  /// Back from [#latin].
  public static String ofLatin(String latin) {
    return of(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Whether every byte belongs to a character.
  public static boolean isValid(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// The same string after pieces were put together: bytes that now form a character become it.
  public static String joined(String text) {
    return isValid(text) ? text : of(bytes(text));
  }

  /// The same with U+FFFD for what is no character, as Go writes JSON.
  public static String replaced(String text) {
    if (isValid(text)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(rune -> clean.appendCodePoint(rune(rune)));
    return clean.toString();
  }

  /// The characters of a string, U+FFFD for a byte that is none.
  public static int[] runes(String text) {
    int[] runes = text.codePoints().toArray();
    for (int i = 0; i < runes.length; i++) {
      runes[i] = rune(runes[i]);
    }
    return runes;
  }

  /// How many characters, each stray byte counted as one.
  public static int runeCount(String text) {
    return text.codePointCount(0, text.length());
  }

  /// A code point as Go sees it: U+FFFD for a surrogate.
  public static int rune(int codePoint) {
    return codePoint >= 0xD800 && codePoint <= 0xDFFF ? REPLACEMENT : codePoint;
  }

  /// Whether this code point stands for a byte that is no character.
  public static boolean isLoneByte(int codePoint) {
    return codePoint >= 0xDC80 && codePoint <= 0xDCFF;
  }

  /// The byte that a lone surrogate stands for.
  public static int loneByte(int codePoint) {
    return codePoint - ESCAPE;
  }

  /// Length in bytes.
  public static int length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800) {
        length += 2;
      } else if (Character.isHighSurrogate(c)) {
        length += 2;
      } else if (Character.isLowSurrogate(c)) {
        boolean paired = i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        length += paired ? 2 : 1;
      } else {
        length += 3;
      }
    }
    return length;
  }

  /// Whether all characters are ASCII.
  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }
}
