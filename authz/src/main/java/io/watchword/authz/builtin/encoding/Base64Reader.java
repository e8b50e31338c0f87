package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.io.ByteArrayOutputStream;

/// Reads base64 as Go does: line ends are skipped, padding is needed, and an error tells where.
/// Immutable.
final class Base64Reader {

  static final Base64Reader STANDARD = new Base64Reader('+', '/');
  static final Base64Reader URL = new Base64Reader('-', '_');

  private final int[] values = new int[256];

  private Base64Reader(char sixtyTwo, char sixtyThree) {
    java.util.Arrays.fill(values, -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = i;
    }
    values[sixtyTwo] = 62;
    values[sixtyThree] = 63;
  }

  byte[] read(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 3 / 4 + 3);
    int bits = 0;
    int count = 0;
    int at = 0;
    while (at < text.length) {
      byte c = text[at++];
      int value = values[c & 0xFF];
      if (value >= 0) {
        bits = bits << 6 | value;
        if (++count == 4) {
          write(out, bits, 3);
          bits = 0;
          count = 0;
        }
      } else if (c == '=') {
        write(out, bits << 6 * (4 - count), padding(text, at, count));
        return out.toByteArray();
      } else if (c != '\n' && c != '\r') {
        throw illegal(at - 1);
      }
    }
    if (count > 0) {
      throw illegal(at - count);
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(bits >> 16 - 8 * i);
    }
  }

  // How many bytes the last group has. The first padding character was read.
  private static int padding(byte[] text, int from, int count) {
    int at = from;
    if (count < 2) {
      throw illegal(at - 1);
    }
    if (count == 2) {
      at = afterLines(text, at);
      if (at == text.length) {
        throw illegal(at);
      }
      if (text[at] != '=') {
        throw illegal(at - 1);
      }
      at++;
    }
    at = afterLines(text, at);
    if (at < text.length) {
      throw illegal(at);
    }
    return count - 1;
  }

  private static int afterLines(byte[] text, int from) {
    int at = from;
    while (at < text.length && (text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
    return at;
  }

  private static BuiltinFailedException illegal(int at) {
    return new BuiltinFailedException("illegal base64 data at input byte " + at);
  }
}
