package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;

/// Says how many of the bytes at hand belong to a body, and when it is complete. One per direction
/// of a connection; runs on its event loop.
public final class BodyScanner {

  private final ChunkScanner chunks = new ChunkScanner();
  private BodyFraming framing = BodyFraming.NONE;
  private long remaining;
  private boolean complete = true;

  /// Starts on the body after a head.
  public void start(BodyFraming body) {
    framing = body;
    complete = body instanceof BodyFraming.None;
    if (body instanceof BodyFraming.Length length) {
      remaining = length.bytes();
    }
    chunks.reset();
  }

  /// How many bytes at the reader index belong to the body; the rest is the next message's. The
  /// reader index stays.
  ///
  /// @throws MalformedMessageException on broken chunks
  public int scan(ByteBuf in) {
    int readable = in.readableBytes();
    if (complete || readable == 0) {
      return 0;
    }
    return switch (framing) {
      case BodyFraming.None() -> 0;
      case BodyFraming.UntilClose() -> readable;
      case BodyFraming.Length(long ignored) -> {
        int taken = (int) Math.min(readable, remaining);
        remaining -= taken;
        complete = remaining == 0;
        yield taken;
      }
      case BodyFraming.Chunked() -> {
        int taken = chunks.scan(in);
        complete = chunks.isComplete();
        yield taken;
      }
    };
  }

  /// Whether the whole body has been scanned.
  public boolean isComplete() {
    return complete;
  }

  /// The upstream has closed: whether that ends the body properly.
  public boolean endsWithConnection() {
    return complete || framing instanceof BodyFraming.UntilClose;
  }
}
