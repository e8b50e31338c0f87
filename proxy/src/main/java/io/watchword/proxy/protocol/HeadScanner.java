package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;

/// Finds where a head ends, looking at each byte once however it is cut into reads. One per
/// direction of a connection; runs on its event loop.
public final class HeadScanner {

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private final HttpLimits limits;
  private int scanned;
  private int lineStart;
  private int lines;

  /// A scanner at the start of a head.
  public HeadScanner(HttpLimits limits) {
    this.limits = limits;
  }

  /// Length of the head at the reader index with its last empty line, or -1 if more bytes are
  /// needed. After a result >= 0 it is ready for the next head.
  public int find(ByteBuf in) {
    int base = in.readerIndex();
    int readable = in.readableBytes();
    while (true) {
      int lf = in.indexOf(base + scanned, base + Math.min(readable, limits.headBytes()), LF);
      if (lf < 0) {
        scanned = Math.min(readable, limits.headBytes());
        refuseIfTooLong(scanned);
        return -1;
      }
      int end = lf - base;
      if (end == lineStart || in.getByte(lf - 1) != CR) {
        throw MalformedMessageException.bad("bare-lf");
      }
      boolean empty = end - 1 == lineStart;
      refuseIfTooLong(end + 1);
      scanned = end + 1;
      lineStart = end + 1;
      lines++;
      if (empty) {
        int length = scanned;
        reset();
        return length;
      }
    }
  }

  /// Forgets a head begun.
  public void reset() {
    scanned = 0;
    lineStart = 0;
    lines = 0;
  }

  private void refuseIfTooLong(int seen) {
    if (lines == 0 && seen > limits.startLineBytes()) {
      throw new MalformedMessageException(414, "start-line-too-long");
    }
    if (seen >= limits.headBytes()) {
      throw new MalformedMessageException(431, "head-too-long");
    }
    if (lines > limits.fields() + 1) {
      throw new MalformedMessageException(431, "too-many-fields");
    }
  }
}
