package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;

/// The head of one HTTP/1.x answer, checked against the request it answers. Immutable; its bytes
/// are its own.
// [1] RFC 9112 §6.3. [2] RFC 9110 §15.
public final class ResponseHead {

  private final Fields fields;
  private final int lineEnd;
  private final int status;
  private final boolean http10;
  private final ConnectionOptions options;
  private final BodyFraming body;

  private ResponseHead(
      Fields fields, int lineEnd, int status, boolean http10, RequestHead request) {
    this.fields = fields;
    this.lineEnd = lineEnd;
    this.status = status;
    this.http10 = http10;
    this.options = ConnectionOptions.of(fields);
    this.body = framing(request);
  }

  /// Takes a head of `length` bytes from the buffer.
  ///
  /// @throws MalformedMessageException if it is malformed or ambiguous
  public static ResponseHead read(ByteBuf in, int length, RequestHead request, HttpLimits limits) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return parse(bytes, request, limits);
  }

  static ResponseHead parse(byte[] bytes, RequestHead request, HttpLimits limits) {
    int lineEnd = 0;
    while (bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    lineEnd--;
    boolean ok =
        lineEnd >= 12
            && Ascii.startsWith(bytes, 0, lineEnd, "http/1.")
            && bytes[0] == 'H'
            && (bytes[7] == '0' || bytes[7] == '1')
            && bytes[8] == ' '
            && bytes[9] >= '1'
            && bytes[9] <= '5'
            && Ascii.isDigit(bytes[10])
            && Ascii.isDigit(bytes[11])
            && (lineEnd == 12 || bytes[12] == ' ');
    for (int i = 12; ok && i < lineEnd; i++) {
      ok = Ascii.isFieldValue(bytes[i]);
    }
    if (!ok) {
      throw MalformedMessageException.bad("status-line");
    }
    int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    if (status == 101) {
      throw MalformedMessageException.bad("unasked-upgrade");
    }
    Fields fields = Fields.parse(bytes, lineEnd + 2, limits);
    return new ResponseHead(fields, lineEnd, status, bytes[7] == '0', request);
  }

  private BodyFraming framing(RequestHead request) {
    int encoding = fields.only(FieldKind.TRANSFER_ENCODING, "transfer-encoding-repeated");
    int length = fields.only(FieldKind.CONTENT_LENGTH, "content-length-repeated");
    if (encoding >= 0 && length >= 0) {
      throw MalformedMessageException.bad("content-length-and-transfer-encoding");
    }
    long bytes = length < 0 ? -1 : BodyFraming.contentLength(fields, length);
    if (encoding >= 0) {
      boolean allowed = !http10 && !request.isHttp10() && !isInterim() && status != 204;
      if (!allowed || !fields.valueIs(encoding, "chunked")) {
        throw MalformedMessageException.bad("transfer-encoding");
      }
    }
    if (isInterim() || status == 204 || status == 304 || request.isHead()) {
      return BodyFraming.NONE;
    }
    if (encoding >= 0) {
      return BodyFraming.CHUNKED;
    }
    return bytes >= 0 ? BodyFraming.length(bytes) : BodyFraming.UNTIL_CLOSE;
  }

  /// Such as 200.
  public int status() {
    return status;
  }

  /// Whether another head follows for the same request.
  public boolean isInterim() {
    return status < 200;
  }

  /// How the body ends.
  public BodyFraming body() {
    return body;
  }

  /// Whether the upstream lets the connection live on after this answer.
  public boolean keepsAlive() {
    boolean wanted = http10 ? options.keepAlive() && !options.close() : !options.close();
    return wanted && !(body instanceof BodyFraming.UntilClose);
  }

  /// Writes the head as it goes to the client.
  ///
  /// @param fromMesh whether the answer comes from another proxy of the mesh, whose `x-watchword-*`
  ///   fields are believed
  /// @param close whether to tell the client that the connection ends with this answer
  public void writeTo(ByteBuf out, boolean fromMesh, boolean close) {
    out.writeBytes(HeadBytes.STATUS_1_1);
    out.writeBytes(fields.bytes(), 9, lineEnd - 9);
    if (lineEnd == 12) {
      out.writeByte(' ');
    }
    out.writeBytes(HeadBytes.CRLF);
    for (int i = 0; i < fields.count(); i++) {
      if (isForwarded(i, fromMesh)) {
        HeadBytes.copyLine(fields, i, out);
      }
    }
    if (close && !isInterim()) {
      out.writeBytes(HeadBytes.CONNECTION_CLOSE);
    }
    out.writeBytes(HeadBytes.CRLF);
  }

  private boolean isForwarded(int field, boolean fromMesh) {
    return switch (fields.kind(field)) {
      case IDENTITY -> fromMesh;
      case HOP_BY_HOP, CONNECTION, UPGRADE -> false;
      case CONTENT_LENGTH -> !isInterim() && status != 204;
      case ORDINARY -> !options.names(fields, field);
      case HOST, TRANSFER_ENCODING, EXPECT -> true;
    };
  }
}
