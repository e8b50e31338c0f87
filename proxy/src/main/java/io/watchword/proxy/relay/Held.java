package io.watchword.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/// Bytes that have come and are not taken yet. Confined to one event loop.
final class Held {

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

  /// Adds bytes, which now belong here.
  void add(ByteBuf more, ByteBufAllocator allocator) {
    if (!bytes.isReadable()) {
      bytes.release();
      bytes = more;
      return;
    }
    try {
      if (bytes.refCnt() > 1
          || bytes.isReadOnly()
          || bytes.maxFastWritableBytes() < more.readableBytes()) {
        ByteBuf larger = allocator.buffer(bytes.readableBytes() + more.readableBytes());
        larger.writeBytes(bytes);
        bytes.release();
        bytes = larger;
      }
      bytes.writeBytes(more);
    } finally {
      more.release();
    }
  }

  boolean isEmpty() {
    return !bytes.isReadable();
  }

  int size() {
    return bytes.readableBytes();
  }

  /// To look at and to read from.
  ByteBuf view() {
    return bytes;
  }

  /// The first `length` bytes; they belong to the caller.
  ByteBuf take(int length) {
    if (length == bytes.readableBytes()) {
      ByteBuf all = bytes;
      bytes = Unpooled.EMPTY_BUFFER;
      return all;
    }
    return bytes.readRetainedSlice(length);
  }

  /// Gives the memory back if all has been read.
  void trim() {
    if (!bytes.isReadable()) {
      release();
    }
  }

  void release() {
    bytes.release();
    bytes = Unpooled.EMPTY_BUFFER;
  }
}
