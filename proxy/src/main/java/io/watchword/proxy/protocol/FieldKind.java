package io.watchword.proxy.protocol;

/// What a header field means to a proxy.
enum FieldKind {
  /// Forwarded as it is.
  ORDINARY,
  HOST,
  CONTENT_LENGTH,
  TRANSFER_ENCODING,
  CONNECTION,
  EXPECT,
  UPGRADE,
  /// For this connection only; never forwarded.
  HOP_BY_HOP,
  /// `x-forwarded-client-cert` and `x-watchword-*`: only the proxy may speak them.
  IDENTITY;

  private static final String IDENTITY_PREFIX = "x-watchword-";
  private static final String CLIENT_CERTIFICATE = "x-forwarded-client-cert";

  /// The kind of the field named by these bytes.
  static FieldKind of(byte[] bytes, int from, int to) {
    boolean underscored = false;
    for (int i = from; i < to; i++) {
      underscored |= bytes[i] == '_';
    }
    if (underscored) {
      return ofUnderscored(bytes, from, to);
    }
    return switch (to - from) {
      case 2 -> hopByHop(bytes, from, to, "te");
      case 4 -> either(bytes, from, to, "host", HOST);
      case 6 -> either(bytes, from, to, "expect", EXPECT);
      case 7 -> either(bytes, from, to, "upgrade", UPGRADE);
      case 10 ->
          Ascii.is(bytes, from, to, "connection")
              ? CONNECTION
              : hopByHop(bytes, from, to, "keep-alive");
      case 14 ->
          Ascii.is(bytes, from, to, "content-length")
              ? CONTENT_LENGTH
              : either(bytes, from, to, "http2-settings", UPGRADE);
      case 16 -> hopByHop(bytes, from, to, "proxy-connection");
      case 17 -> either(bytes, from, to, "transfer-encoding", TRANSFER_ENCODING);
      case 18 -> hopByHop(bytes, from, to, "proxy-authenticate");
      case 19 -> hopByHop(bytes, from, to, "proxy-authorization");
      default -> identityOrOrdinary(bytes, from, to);
    };
  }

  // Applications behind CGI, WSGI and their like read `_` and `-` as the same, so a field that
  // would turn into a framing or
  // identity field there is treated as one here.
  private static FieldKind ofUnderscored(byte[] bytes, int from, int to) {
    byte[] dashed = new byte[to - from];
    for (int i = from; i < to; i++) {
      dashed[i - from] = bytes[i] == '_' ? (byte) '-' : bytes[i];
    }
    FieldKind kind = of(dashed, 0, dashed.length);
    if (kind == CONTENT_LENGTH || kind == TRANSFER_ENCODING || kind == HOST) {
      throw MalformedMessageException.bad("underscored-framing-field");
    }
    return kind == IDENTITY ? IDENTITY : ORDINARY;
  }

  private static FieldKind identityOrOrdinary(byte[] bytes, int from, int to) {
    return Ascii.is(bytes, from, to, CLIENT_CERTIFICATE)
            || Ascii.startsWith(bytes, from, to, IDENTITY_PREFIX)
        ? IDENTITY
        : ORDINARY;
  }

  private static FieldKind hopByHop(byte[] bytes, int from, int to, String name) {
    return either(bytes, from, to, name, HOP_BY_HOP);
  }

  private static FieldKind either(byte[] bytes, int from, int to, String name, FieldKind kind) {
    return Ascii.is(bytes, from, to, name) ? kind : identityOrOrdinary(bytes, from, to);
  }
}
