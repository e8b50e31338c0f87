package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.golang.GoString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads a quoted string or character of Go. Stateless.
final class GoUnquote {

  private static final String NAMES = "abfnrtv\\'\"";
  private static final String NAMED = "\u0007\b\f\n\r\t\u000b\\'\"";

  private GoUnquote() {}

  static Optional<String> unquote(String quoted) {
    char quote = quoted.charAt(0);
    String inside = quoted.substring(1, quoted.length() - 1);
    if (quote == '`') {
      return Optional.of(inside.replace("\r", ""));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = 0;
    for (int i = 0; i < inside.length(); count++) {
      int c = inside.codePointAt(i);
      if (c != '\\') {
        out.writeBytes(GoString.bytes(Character.toString(c)));
        i += Character.charCount(c);
        continue;
      }
      int length = escape(inside, i + 1, quote, out);
      if (length < 0) {
        return Optional.empty();
      }
      i += 1 + length;
    }
    boolean fine = quote != '\'' || count == 1;
    return fine ? Optional.of(GoString.of(out.toByteArray())) : Optional.empty();
  }

  // Writes what an escape stands for; its length after the backslash, or -1.
  private static int escape(String text, int at, char quote, ByteArrayOutputStream out) {
    if (at >= text.length()) {
      return -1;
    }
    char c = text.charAt(at);
    int known = NAMES.indexOf(c);
    if (known >= 0) {
      boolean wrong = (c == '\'' || c == '"') && c != quote;
      out.write(NAMED.charAt(known));
      return wrong ? -1 : 1;
    }
    int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    boolean octal = c >= '0' && c <= '7';
    int from = octal ? at : at + 1;
    int length = octal ? 3 : digits;
    String number = text.substring(from, Math.min(text.length(), from + length));
    if (length == 0 || !number.matches(octal ? "[0-7]{3}" : "[0-9a-fA-F]{" + length + "}")) {
      return -1;
    }
    long value = Long.parseLong(number, octal ? 8 : 16);
    if (octal || c == 'x') {
      out.write((int) value);
      return value > 255 ? -1 : length + (octal ? 0 : 1);
    }
    if (value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
      return -1;
    }
    out.writeBytes(Character.toString((int) value).getBytes(StandardCharsets.UTF_8));
    return length + 1;
  }
}
