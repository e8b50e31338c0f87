package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A journal file on a disk that the test fills up and empties.
final class FlippingDisk implements JournalFile.Opener {

  private volatile boolean full;

  void fill() {
    full = true;
  }

  void empty() {
    full = false;
  }

  @Override
  public JournalFile open(Path path) throws IOException {
    JournalFile real = JournalFile.open(path);
    return new JournalFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        if (full) {
          // Half of it still fits, as on a real disk.
          real.write(bytes.slice(0, bytes.remaining() / 2), position);
          throw new IOException("No space left on device");
        }
        real.write(bytes, position);
      }

      @Override
      public void force() throws IOException {
        real.force();
      }

      @Override
      public void truncate(long size) throws IOException {
        real.truncate(size);
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }
}
