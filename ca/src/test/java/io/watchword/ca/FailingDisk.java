package io.watchword.ca;

import io.watchword.ca.journal.JournalFile;
import io.watchword.ca.journal.JournalFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The real disk, until it is told to fail: at an append that is counted, or from now on.
/// Thread-safe by one lock.
public final class FailingDisk implements JournalFiles {

  /// What is left of the append at which the disk fails.
  public enum Leaving {
    /// Nothing of it.
    NOTHING,
    /// The first half of its bytes, as after a power cut.
    HALF,
    /// All of it, and nobody was told.
    ALL
  }

  private final List<String> appended = new ArrayList<>();
  private long failAt = Long.MAX_VALUE;
  private Leaving leaving = Leaving.NOTHING;
  private boolean dead;
  private boolean full;

  /// Fails for good at the append that is `count` from now (1: the next).
  public synchronized void dieAt(int count, Leaving rest) {
    failAt = appended.size() + count;
    leaving = rest;
  }

  /// Has no room from now on, or again.
  public synchronized void full(boolean now) {
    full = now;
  }

  /// Names of the files appended to, one an append.
  public synchronized List<String> appended() {
    return List.copyOf(appended);
  }

  /// Whether it failed.
  public synchronized boolean isDead() {
    return dead;
  }

  @Override
  public JournalFile open(Path path) throws IOException {
    JournalFile real = JournalFiles.onDisk().open(path);
    return new JournalFile() {
      @Override
      public byte[] readAll() throws IOException {
        return real.readAll();
      }

      @Override
      public void append(ByteBuffer bytes) throws IOException {
        FailingDisk.this.append(path, real, bytes);
      }

      @Override
      public void force() throws IOException {
        refuseWhenDead();
        real.force();
      }

      @Override
      public void truncate(long length) throws IOException {
        refuseWhenDead();
        real.truncate(length);
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  private synchronized void append(Path path, JournalFile real, ByteBuffer bytes)
      throws IOException {
    refuseWhenDead();
    if (full) {
      // What a full disk does: a part may have been written.
      real.append(bytes.slice(0, bytes.remaining() / 2));
      throw new IOException("No space left on device");
    }
    appended.add(String.valueOf(path.getFileName()));
    if (appended.size() >= failAt) {
      switch (leaving) {
        case NOTHING -> {}
        case HALF -> real.append(bytes.slice(0, bytes.remaining() / 2));
        case ALL -> real.append(bytes);
      }
      dead = true;
      throw new IOException("killed");
    }
    real.append(bytes);
  }

  private synchronized void refuseWhenDead() throws IOException {
    if (dead) {
      throw new IOException("killed");
    }
  }
}
