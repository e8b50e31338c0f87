package io.watchword.platform.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The file under a journal; tests put one here whose disk is full. Confined to the committer
/// thread.
interface JournalFile extends Closeable {

  /// How a journal opens its file.
  @FunctionalInterface
  interface Opener {
    JournalFile open(Path path) throws IOException;
  }

  /// Writes all of `bytes` at `position`.
  void write(ByteBuffer bytes, long position) throws IOException;

  /// Waits until what was written is on disk.
  void force() throws IOException;

  void truncate(long size) throws IOException;

  /// A file of the operating system, which must exist.
  static JournalFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
    return new JournalFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
      }

      @Override
      public void truncate(long size) throws IOException {
        channel.truncate(size);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
