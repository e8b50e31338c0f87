package io.watchword.proxy.protocol;

/// The character classes of RFC 9110 and RFC 3986 over bytes.
final class Ascii {

  private static final byte TOKEN = 1;
  private static final byte HEX = 2;
  private static final byte UNRESERVED = 4;
  private static final byte PATH = 8;
  private static final byte HOST = 16;

  private static final byte[] CLASSES = classes();

  private Ascii() {}

  private static byte[] classes() {
    byte[] classes = new byte[256];
    mark(classes, TOKEN, "!#$%&'*+-.^_`|~");
    mark(classes, UNRESERVED, "-._~");
    mark(classes, PATH, "-._~!$&'()*+,=:@/");
    mark(classes, HOST, "-._~!$&'()*+,=");
    mark(classes, HEX, "abcdefABCDEF");
    for (int c = 0; c < 128; c++) {
      if (Character.isLetterOrDigit(c)) {
        classes[c] |= TOKEN | UNRESERVED | PATH | HOST;
      }
      if (c >= '0' && c <= '9') {
        classes[c] |= HEX;
      }
    }
    return classes;
  }

  private static void mark(byte[] classes, byte mark, String characters) {
    for (int i = 0; i < characters.length(); i++) {
      classes[characters.charAt(i)] |= mark;
    }
  }

  static boolean isToken(byte b) {
    return (CLASSES[b & 0xff] & TOKEN) != 0;
  }

  static boolean isHex(byte b) {
    return (CLASSES[b & 0xff] & HEX) != 0;
  }

  static boolean isUnreserved(int c) {
    return (CLASSES[c & 0xff] & UNRESERVED) != 0;
  }

  /// Characters that may stand in a path as they are; `;` is not among them, see [RequestPath].
  static boolean isPath(byte b) {
    return (CLASSES[b & 0xff] & PATH) != 0;
  }

  static boolean isHost(byte b) {
    return (CLASSES[b & 0xff] & HOST) != 0;
  }

  /// What a field value may hold: visible characters, space, tab and bytes from 0x80.
  static boolean isFieldValue(byte b) {
    int c = b & 0xff;
    return (c >= 0x20 && c != 0x7f) || c == '\t';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static int hexValue(byte b) {
    return Character.digit(b, 16);
  }

  static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /// Whether the bytes are the lower-case word in any case.
  static boolean is(byte[] bytes, int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    return startsWith(bytes, from, to, lowerCase);
  }

  static boolean startsWith(byte[] bytes, int from, int to, String lowerCase) {
    if (to - from < lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (lower(bytes[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
