package io.watchword.proxy.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/// Constant pieces of heads, and the copying of field lines.
final class HeadBytes {

  static final byte[] CRLF = "\r\n".getBytes(ISO_8859_1);
  static final byte[] REQUEST_1_1 = " HTTP/1.1\r\n".getBytes(ISO_8859_1);
  static final byte[] REQUEST_1_0 = " HTTP/1.0\r\n".getBytes(ISO_8859_1);
  static final byte[] STATUS_1_1 = "HTTP/1.1 ".getBytes(ISO_8859_1);
  static final byte[] CONNECTION_CLOSE = "connection: close\r\n".getBytes(ISO_8859_1);

  private HeadBytes() {}

  /// The field's line as it came, with its CRLF.
  static void copyLine(Fields fields, int field, ByteBuf out) {
    int start = fields.nameStart(field);
    int end = fields.valueEnd(field);
    out.writeBytes(fields.bytes(), start, end - start);
    out.writeBytes(CRLF);
  }
}
