package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;

/// What the first bytes of a connection say about its protocol.
public enum Detection {
  /// A request line has begun.
  HTTP,
  /// Certainly no request line.
  TCP,
  /// It could become one.
  UNDECIDED;

  private static final int LONGEST_METHOD = 20;

  /// Looks at the bytes at the reader index without taking them. HTTP is upper-case letters, a
  /// space, and then `/`, `*` or `http://`: `EHLO example.org` or `USER alice` are not.
  public static Detection of(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end && isMethod(in.getByte(at))) {
      at++;
    }
    int method = at - in.readerIndex();
    if (method > LONGEST_METHOD) {
      return TCP;
    }
    if (at == end) {
      return UNDECIDED;
    }
    if (method == 0 || in.getByte(at) != ' ') {
      return TCP;
    }
    return target(in, at + 1, end);
  }

  private static Detection target(ByteBuf in, int from, int end) {
    if (from == end) {
      return UNDECIDED;
    }
    byte first = in.getByte(from);
    if (first == '/' || first == '*') {
      return HTTP;
    }
    String scheme = "http://";
    for (int i = 0; i < scheme.length(); i++) {
      if (from + i == end) {
        return UNDECIDED;
      }
      if (Ascii.lower(in.getByte(from + i)) != scheme.charAt(i)) {
        return TCP;
      }
    }
    return HTTP;
  }

  private static boolean isMethod(byte b) {
    return (b >= 'A' && b <= 'Z') || b == '-';
  }
}
