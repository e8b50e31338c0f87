package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;

/// Follows chunked coding byte by byte without changing it. Chunk extensions are refused: nobody
/// needs them and servers disagree on them. So are trailers that would be framing or identity
/// fields.
// [1] RFC 9112 §7.1.
final class ChunkScanner {

  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_TRAILER_BYTES = 8 * 1024;

  private enum State {
    SIZE,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    COMPLETE
  }

  private State state = State.SIZE;
  private long size;
  private int digits;
  private final byte[] noLine = new byte[0];
  private byte[] line = noLine;
  private int lineLength;
  private int trailerBytes;

  void reset() {
    state = State.SIZE;
    size = 0;
    digits = 0;
    line = noLine;
    lineLength = 0;
    trailerBytes = 0;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  int scan(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end && state != State.COMPLETE) {
      if (state == State.DATA) {
        int taken = (int) Math.min(end - at, size);
        size -= taken;
        at += taken;
        state = size == 0 ? State.DATA_CR : State.DATA;
      } else {
        step(in.getByte(at++));
      }
    }
    return at - in.readerIndex();
  }

  private void step(byte b) {
    switch (state) {
      case SIZE -> sizeByte(b);
      case SIZE_LF -> {
        expect(b, '\n');
        state = size == 0 ? State.TRAILER : State.DATA;
        digits = 0;
      }
      case DATA_CR -> {
        expect(b, '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        expect(b, '\n');
        state = State.SIZE;
      }
      case TRAILER -> trailerByte(b);
      case DATA, COMPLETE -> throw new IllegalStateException(state.name());
    }
  }

  private void sizeByte(byte b) {
    if (b == '\r' && digits > 0) {
      state = State.SIZE_LF;
      return;
    }
    if (!Ascii.isHex(b) || ++digits > MAX_SIZE_DIGITS) {
      throw MalformedMessageException.bad("chunk-size");
    }
    size = size << 4 | Ascii.hexValue(b);
  }

  private void trailerByte(byte b) {
    if (++trailerBytes > MAX_TRAILER_BYTES) {
      throw new MalformedMessageException(431, "trailers-too-long");
    }
    if (lineLength == line.length) {
      line = java.util.Arrays.copyOf(line, Math.max(64, line.length * 2));
    }
    line[lineLength++] = b;
    if (b != '\n') {
      return;
    }
    if (lineLength < 2 || line[lineLength - 2] != '\r') {
      throw MalformedMessageException.bad("bare-lf");
    }
    if (lineLength == 2) {
      state = State.COMPLETE;
      line = noLine;
    } else {
      checkTrailer();
    }
    lineLength = 0;
  }

  private void checkTrailer() {
    byte[] section = java.util.Arrays.copyOf(line, lineLength + 2);
    section[lineLength] = '\r';
    section[lineLength + 1] = '\n';
    FieldKind kind = Fields.parse(section, 0, HttpLimits.DEFAULT).kind(0);
    if (kind != FieldKind.ORDINARY) {
      throw MalformedMessageException.bad("trailer-field");
    }
  }

  private static void expect(byte b, char expected) {
    if (b != expected) {
      throw MalformedMessageException.bad("chunk-end");
    }
  }
}
