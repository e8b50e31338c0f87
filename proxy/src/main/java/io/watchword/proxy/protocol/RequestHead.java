package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The head of one HTTP/1.x request, checked: it can be read in one way only. Immutable; its bytes
/// are its own.
// [1] RFC 9112 §3, §5, §6, §9.
public final class RequestHead {

  private final Fields fields;
  private final String method;
  private final RequestTarget target;
  private final boolean http10;
  private final String host;
  private final BodyFraming body;
  private final ConnectionOptions options;
  private final boolean expectsContinue;

  private RequestHead(Fields fields, String method, RequestTarget target, boolean http10) {
    this.fields = fields;
    this.method = method;
    this.target = target;
    this.http10 = http10;
    this.host = host(fields, target, http10);
    this.options = ConnectionOptions.of(fields);
    this.body = framing(fields, http10);
    this.expectsContinue = expectation(fields, http10);
    refuseUpgrade(fields, options);
  }

  /// Takes a head of `length` bytes from the buffer.
  ///
  /// @throws MalformedMessageException if it is malformed or ambiguous
  public static RequestHead read(ByteBuf in, int length, HttpLimits limits) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return parse(bytes, limits);
  }

  static RequestHead parse(byte[] bytes, HttpLimits limits) {
    int lineEnd = 0;
    while (bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    lineEnd--;
    int methodEnd = 0;
    while (Ascii.isToken(bytes[methodEnd])) {
      methodEnd++;
    }
    int versionStart = lineEnd - 8;
    if (methodEnd == 0
        || methodEnd > 32
        || bytes[methodEnd] != ' '
        || versionStart < methodEnd + 2
        || bytes[versionStart - 1] != ' ') {
      throw MalformedMessageException.bad("request-line");
    }
    boolean http10 = isHttp10(bytes, versionStart);
    String method = method(bytes, methodEnd);
    RequestTarget target = RequestTarget.parse(method, bytes, methodEnd + 1, versionStart - 1);
    return new RequestHead(Fields.parse(bytes, lineEnd + 2, limits), method, target, http10);
  }

  private static boolean isHttp10(byte[] bytes, int at) {
    boolean http =
        bytes[at] == 'H'
            && bytes[at + 1] == 'T'
            && bytes[at + 2] == 'T'
            && bytes[at + 3] == 'P'
            && bytes[at + 4] == '/'
            && Ascii.isDigit(bytes[at + 5])
            && bytes[at + 6] == '.'
            && Ascii.isDigit(bytes[at + 7]);
    if (!http) {
      throw MalformedMessageException.bad("request-line");
    }
    if (bytes[at + 5] != '1' || bytes[at + 7] > '1') {
      throw new MalformedMessageException(505, "version");
    }
    return bytes[at + 7] == '0';
  }

  private static String method(byte[] bytes, int end) {
    if (Ascii.is(bytes, 0, end, "get") && bytes[0] == 'G' && bytes[1] == 'E' && bytes[2] == 'T') {
      return "GET";
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static String host(Fields fields, RequestTarget target, boolean http10) {
    int field = fields.only(FieldKind.HOST, "host-repeated");
    if (field < 0) {
      if (!http10) {
        throw MalformedMessageException.bad("host-missing");
      }
      return target.authority();
    }
    String host = fields.value(field);
    Authority.check(host);
    if (!target.authority().isEmpty() && !target.authority().equalsIgnoreCase(host)) {
      throw MalformedMessageException.bad("host-differs-from-target");
    }
    return host;
  }

  private static BodyFraming framing(Fields fields, boolean http10) {
    int encoding = fields.only(FieldKind.TRANSFER_ENCODING, "transfer-encoding-repeated");
    int length = fields.only(FieldKind.CONTENT_LENGTH, "content-length-repeated");
    if (encoding < 0) {
      return length < 0
          ? BodyFraming.NONE
          : BodyFraming.length(BodyFraming.contentLength(fields, length));
    }
    if (length >= 0) {
      throw MalformedMessageException.bad("content-length-and-transfer-encoding");
    }
    if (http10) {
      throw MalformedMessageException.bad("transfer-encoding-in-http-1.0");
    }
    if (!fields.valueIs(encoding, "chunked")) {
      throw MalformedMessageException.bad("transfer-encoding");
    }
    return BodyFraming.CHUNKED;
  }

  private static boolean expectation(Fields fields, boolean http10) {
    int field = fields.only(FieldKind.EXPECT, "expect-repeated");
    if (field < 0 || http10) {
      return false;
    }
    if (!fields.valueIs(field, "100-continue")) {
      throw new MalformedMessageException(417, "expect");
    }
    return true;
  }

  private static void refuseUpgrade(Fields fields, ConnectionOptions options) {
    if (options.upgrade()) {
      throw new MalformedMessageException(501, "upgrade");
    }
    for (int i = 0; i < fields.count(); i++) {
      if (fields.kind(i) == FieldKind.UPGRADE) {
        throw new MalformedMessageException(501, "upgrade");
      }
    }
  }

  /// As sent, such as `GET`.
  public String method() {
    return method;
  }

  /// Value of `host`; empty only for HTTP/1.0 requests without one.
  public String host() {
    return host;
  }

  /// The normalised path, which is also the one forwarded.
  public String path() {
    return target.path();
  }

  /// Path and query as they came.
  public String rawPath() {
    return target.raw();
  }

  /// The query without its `?`; empty if there is none.
  public String query() {
    return target.query();
  }

  /// How the body ends.
  public BodyFraming body() {
    return body;
  }

  /// Whether this is HTTP/1.0.
  public boolean isHttp10() {
    return http10;
  }

  /// Whether the answer has no body however its head looks.
  public boolean isHead() {
    return method.equals("HEAD");
  }

  /// Whether the client waits for `100 Continue` before it sends the body.
  public boolean expectsContinue() {
    return expectsContinue;
  }

  /// Whether the client lets the connection live on. HTTP/1.0 clients get one answer a connection.
  public boolean keepsAlive() {
    return !http10 && !options.close();
  }

  /// Whether it may be sent again when nothing is known of its fate: safe or idempotent by its
  /// method, and without a body.
  public boolean isRepeatable() {
    return body instanceof BodyFraming.None
        && switch (method) {
          case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE" -> true;
          default -> false;
        };
  }

  /// Header fields by lower-case name; see [Fields#asMap()].
  public Map<String, String> headers() {
    return fields.asMap();
  }

  /// Writes the head as it goes to the upstream: normalised target, identity and hop-by-hop fields
  /// left out, the lines of `added` (each with its CRLF) put in.
  public void writeTo(ByteBuf out, byte[] added) {
    out.writeCharSequence(method, StandardCharsets.ISO_8859_1);
    out.writeByte(' ');
    out.writeCharSequence(target.path(), StandardCharsets.ISO_8859_1);
    if (target.hasQuery()) {
      out.writeByte('?');
      out.writeCharSequence(target.query(), StandardCharsets.ISO_8859_1);
    }
    out.writeBytes(http10 ? HeadBytes.REQUEST_1_0 : HeadBytes.REQUEST_1_1);
    for (int i = 0; i < fields.count(); i++) {
      if (isForwarded(i)) {
        HeadBytes.copyLine(fields, i, out);
      }
    }
    out.writeBytes(added);
    out.writeBytes(HeadBytes.CRLF);
  }

  private boolean isForwarded(int field) {
    return switch (fields.kind(field)) {
      case IDENTITY, HOP_BY_HOP, CONNECTION, UPGRADE -> false;
      case EXPECT -> expectsContinue;
      case ORDINARY -> !options.names(fields, field);
      case HOST, CONTENT_LENGTH, TRANSFER_ENCODING -> true;
    };
  }
}
