package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;

/// What the first bytes of a connection say about its protocol.
public enum Detection {
  /// A request line has begun, or something that a server could take for one.
  HTTP,
  /// Certainly no request line.
  TCP,
  /// It could become one.
  UNDECIDED;

  // What is held at most. As much that could still become a request line is taken for one.
  private static final int LONGEST_UNDECIDED = 1024;

  /// Looks at the bytes at the reader index without taking them. HTTP is a method, a blank, and
  /// then `/`, `*` or an absolute URL: `EHLO example.org` or `USER alice` are not.
  ///
  /// What some server would overlook must not turn a request into a stream, for which rules about
  /// requests do not hold: empty lines before it, a method in lower case or of any length.
  public static Detection of(ByteBuf in) {
    int end = in.writerIndex();
    int method = skipBlanks(in, in.readerIndex(), end, true);
    int at = method;
    while (at < end && Ascii.isToken(in.getByte(at))) {
      at++;
    }
    Detection found = at == end ? UNDECIDED : afterMethod(in, method, at, end);
    boolean tooLong = found == UNDECIDED && in.readableBytes() > LONGEST_UNDECIDED;
    return tooLong ? HTTP : found;
  }

  private static Detection afterMethod(ByteBuf in, int method, int at, int end) {
    if (at == method || !isBlank(in.getByte(at))) {
      return TCP;
    }
    if (isConnect(in, method, at)) {
      return HTTP;
    }
    int target = skipBlanks(in, at, end, false);
    if (target == end) {
      return UNDECIDED;
    }
    byte first = in.getByte(target);
    return first == '/' || first == '*' ? HTTP : scheme(in, target, end);
  }

  private static Detection scheme(ByteBuf in, int from, int end) {
    int at = from;
    while (at < end && isScheme(in.getByte(at))) {
      at++;
    }
    if (at == from && at < end) {
      return TCP;
    }
    String rest = "://";
    for (int i = 0; i < rest.length(); i++) {
      if (at + i == end) {
        return UNDECIDED;
      }
      if (in.getByte(at + i) != rest.charAt(i)) {
        return TCP;
      }
    }
    return HTTP;
  }

  private static int skipBlanks(ByteBuf in, int from, int end, boolean lines) {
    int at = from;
    while (at < end && (isBlank(in.getByte(at)) || (lines && isLineEnd(in.getByte(at))))) {
      at++;
    }
    return at;
  }

  private static boolean isConnect(ByteBuf in, int from, int to) {
    String connect = "CONNECT";
    boolean same = to - from == connect.length();
    for (int i = 0; same && i < connect.length(); i++) {
      same = in.getByte(from + i) == connect.charAt(i);
    }
    return same;
  }

  private static boolean isScheme(byte b) {
    return Ascii.isUnreserved(b) && b > 0 && b != '_' && b != '~' || b == '+';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isLineEnd(byte b) {
    return b == '\r' || b == '\n';
  }
}
