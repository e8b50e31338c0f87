package io.watchword.authz.builtin.keys;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Base64 as Go reads it: line ends are skipped, stray bits are allowed, and an error says at which
/// byte. Stateless.
public final class Base64Text {

  private static final int[] STANDARD =
      table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  private static final int[] URL =
      table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

  private Base64Text() {}

  private static int[] table(String alphabet) {
    int[] table = new int[256];
    Arrays.fill(table, -1);
    for (int i = 0; i < alphabet.length(); i++) {
      table[alphabet.charAt(i)] = i;
    }
    return table;
  }

  /// With padding, standard alphabet.
  ///
  /// @throws BuiltinFailedException saying where it is none
  public static byte[] decode(String text) {
    return decode(text.getBytes(StandardCharsets.UTF_8), STANDARD);
  }

  /// URL alphabet, padding optional (RFC 7515, appendix C).
  ///
  /// @throws BuiltinFailedException saying where it is none
  public static byte[] decodeUrl(String text) {
    String padded = text;
    if (!text.endsWith("=")) {
      padded =
          switch (text.getBytes(StandardCharsets.UTF_8).length % 4) {
            case 0 -> text;
            case 2 -> text + "==";
            case 3 -> text + "=";
            default -> throw new BuiltinFailedException("illegal base64url string: " + text);
          };
    }
    return decode(padded.getBytes(StandardCharsets.UTF_8), URL);
  }

  private static byte[] decode(byte[] source, int[] table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length / 4 * 3);
    int at = 0;
    while (true) {
      int bits = 0;
      int count = 0;
      while (count < 4) {
        if (at == source.length) {
          if (count == 0) {
            return out.toByteArray();
          }
          throw corrupt(at - count);
        }
        int symbol = source[at++] & 0xff;
        if (table[symbol] >= 0) {
          bits = bits << 6 | table[symbol];
          count++;
        } else if (symbol == '=') {
          padding(source, at, count);
          write(out, bits << 6 * (4 - count), count - 1);
          return out.toByteArray();
        } else if (symbol != '\n' && symbol != '\r') {
          throw corrupt(at - 1);
        }
      }
      write(out, bits, 3);
    }
  }

  // `at` is behind the first sign of padding.
  private static void padding(byte[] source, int at, int count) {
    if (count < 2) {
      throw corrupt(at - 1);
    }
    int next = at;
    if (count == 2) {
      next = lineEnds(source, next);
      if (next == source.length) {
        throw corrupt(source.length);
      }
      if (source[next] != '=') {
        throw corrupt(next - 1);
      }
      next++;
    }
    next = lineEnds(source, next);
    if (next < source.length) {
      throw corrupt(next);
    }
  }

  private static int lineEnds(byte[] source, int from) {
    int at = from;
    while (at < source.length && (source[at] == '\n' || source[at] == '\r')) {
      at++;
    }
    return at;
  }

  private static void write(ByteArrayOutputStream out, int bits, int count) {
    for (int i = 0; i < count; i++) {
      out.write(bits >> 16 - 8 * i);
    }
  }

  private static BuiltinFailedException corrupt(int at) {
    return new BuiltinFailedException("illegal base64 data at input byte " + at);
  }
}
