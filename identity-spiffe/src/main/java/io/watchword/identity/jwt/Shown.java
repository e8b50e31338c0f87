package io.watchword.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;

/// A stranger's value made fit for a message: control and foreign characters are spelt out, length
/// is bounded.
final class Shown {

  private static final int MAX_LENGTH = 80;

  private Shown() {}

  static String of(JsonNode value) {
    return quoted(value.isTextual() ? value.textValue() : value.toString());
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("`");
    int shown = Math.min(text.length(), MAX_LENGTH);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      out.append(c >= 0x20 && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return out.append(text.length() > shown ? "…`" : "`").toString();
  }
}
