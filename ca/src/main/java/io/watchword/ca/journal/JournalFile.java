package io.watchword.ca.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One open journal file: the seam through which tests fill the disk.
public interface JournalFile extends Closeable {

  /// Everything in it.
  byte[] readAll() throws IOException;

  /// Writes all of `bytes` at the end.
  void append(ByteBuffer bytes) throws IOException;

  /// Returns when what was appended is on the disk.
  void force() throws IOException;

  /// Drops everything behind the first `length` bytes.
  void truncate(long length) throws IOException;

  @Override
  void close() throws IOException;
}
