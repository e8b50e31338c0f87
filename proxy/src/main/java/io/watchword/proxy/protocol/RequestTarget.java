package io.watchword.proxy.protocol;

import java.nio.charset.StandardCharsets;

/// A request target taken apart.
///
/// @param raw path and query as they came
/// @param path normalised, see [RequestPath]; `*` for the server as a whole
/// @param query without the `?`; empty if there is none
/// @param hasQuery whether there was a `?`
/// @param authority of an absolute target, empty otherwise
record RequestTarget(String raw, String path, String query, boolean hasQuery, String authority) {

  private static final String HTTP = "http://";

  static RequestTarget parse(String method, byte[] bytes, int from, int to) {
    if (method.equals("CONNECT")) {
      throw new MalformedMessageException(501, "connect");
    }
    if (from == to) {
      throw MalformedMessageException.bad("target");
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] <= 0x20 || bytes[i] == 0x7f || bytes[i] == '#') {
        throw MalformedMessageException.bad("target");
      }
    }
    if (bytes[from] == '/') {
      return origin(bytes, from, to, "");
    }
    if (to - from == 1 && bytes[from] == '*') {
      if (!method.equals("OPTIONS")) {
        throw MalformedMessageException.bad("target");
      }
      return new RequestTarget("*", "*", "", false, "");
    }
    if (Ascii.startsWith(bytes, from, to, HTTP)) {
      return absolute(bytes, from, to);
    }
    throw MalformedMessageException.bad("target");
  }

  private static RequestTarget absolute(byte[] bytes, int from, int to) {
    int start = from + HTTP.length();
    int slash = start;
    while (slash < to && bytes[slash] != '/' && bytes[slash] != '?') {
      slash++;
    }
    String authority = text(bytes, start, slash);
    Authority.check(authority);
    if (slash == to) {
      return new RequestTarget("/", "/", "", false, authority);
    }
    if (bytes[slash] == '?') {
      String query = text(bytes, slash + 1, to);
      return new RequestTarget("/?" + query, "/", query, true, authority);
    }
    return origin(bytes, slash, to, authority);
  }

  private static RequestTarget origin(byte[] bytes, int from, int to, String authority) {
    int mark = from;
    while (mark < to && bytes[mark] != '?') {
      mark++;
    }
    String path = RequestPath.normalise(bytes, from, mark);
    String raw = text(bytes, from, to);
    boolean hasQuery = mark < to;
    return new RequestTarget(
        raw, path, hasQuery ? text(bytes, mark + 1, to) : "", hasQuery, authority);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
