package io.watchword.proxy.protocol;

import java.nio.charset.StandardCharsets;

/// The one form of a path that policies match on and that is forwarded.
///
/// Percent-encoded unreserved characters are decoded and other escapes written in upper case,
/// repeated slashes become one, `.` and `..` are resolved. What servers are known to read in
/// different ways is refused: an encoded slash, backslash, control or percent sign before two hex
/// digits, a `;` in any form, a `..` above the root, and characters a path may not hold.
// [1] RFC 3986 §6.2.2. [2] RFC 9110 §4.2.3.
final class RequestPath {

  private RequestPath() {}

  /// Normalises the path, which begins with `/` and holds no `?`.
  static String normalise(byte[] bytes, int from, int to) {
    if (isPlain(bytes, from, to)) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    return withoutDotSegments(decoded(bytes, from, to));
  }

  private static boolean isPlain(byte[] bytes, int from, int to) {
    byte before = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (!Ascii.isPath(b) || (before == '/' && (b == '/' || b == '.'))) {
        return false;
      }
      before = b;
    }
    return true;
  }

  private static String decoded(byte[] bytes, int from, int to) {
    StringBuilder path = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '%') {
        i = decodeEscape(bytes, i, to, path);
      } else if (b == ';') {
        throw MalformedMessageException.bad("path-parameter");
      } else if (Ascii.isPath(b)) {
        path.append((char) b);
      } else {
        throw MalformedMessageException.bad("path-character");
      }
    }
    refuseDoubleEscape(path);
    return path.toString();
  }

  // Here and not at each escape: `%25%32%66` and `%252%66` are `%252f` only now.
  private static void refuseDoubleEscape(StringBuilder path) {
    for (int at = path.indexOf("%25"); at >= 0; at = path.indexOf("%25", at + 3)) {
      if (at + 4 < path.length()
          && Ascii.isHex((byte) path.charAt(at + 3))
          && Ascii.isHex((byte) path.charAt(at + 4))) {
        throw MalformedMessageException.bad("path-double-escape");
      }
    }
  }

  private static int decodeEscape(byte[] bytes, int at, int to, StringBuilder path) {
    if (at + 2 >= to || !Ascii.isHex(bytes[at + 1]) || !Ascii.isHex(bytes[at + 2])) {
      throw MalformedMessageException.bad("path-escape");
    }
    int c = Ascii.hexValue(bytes[at + 1]) << 4 | Ascii.hexValue(bytes[at + 2]);
    if (c < 0x20 || c == 0x7f || c == '/' || c == '\\') {
      throw MalformedMessageException.bad("path-escape");
    }
    if (c == ';') {
      throw MalformedMessageException.bad("path-parameter");
    }
    if (Ascii.isUnreserved(c) && c < 0x80) {
      path.append((char) c);
    } else {
      path.append('%')
          .append(Character.toUpperCase((char) bytes[at + 1]))
          .append(Character.toUpperCase((char) bytes[at + 2]));
    }
    return at + 2;
  }

  private static String withoutDotSegments(String path) {
    StringBuilder out = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int next = path.indexOf('/', at + 1);
      int end = next < 0 ? path.length() : next;
      String segment = path.substring(at + 1, end);
      boolean last = next < 0;
      switch (segment) {
        case "" -> appendIfLast(out, last);
        case "." -> appendIfLast(out, last);
        case ".." -> {
          int cut = out.lastIndexOf("/");
          if (cut < 0) {
            throw MalformedMessageException.bad("path-above-root");
          }
          out.setLength(cut);
          appendIfLast(out, last);
        }
        default -> out.append('/').append(segment);
      }
      at = end;
    }
    return out.toString();
  }

  private static void appendIfLast(StringBuilder out, boolean last) {
    if (last) {
      out.append('/');
    }
  }
}
