package io.watchword.identity.id;

/// Someone else's text made fit for a message: control and foreign characters are spelt out, length
/// is bounded.
final class Quoted {

  private static final int MAX_LENGTH = 120;

  private Quoted() {}

  static String of(char c) {
    return of(String.valueOf(c));
  }

  static String of(String text) {
    StringBuilder out = new StringBuilder("`");
    int shown = Math.min(text.length(), MAX_LENGTH);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append(text.length() > shown ? "…`" : "`").toString();
  }
}
