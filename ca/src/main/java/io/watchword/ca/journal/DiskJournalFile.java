package io.watchword.ca.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A journal file on the disk, mode 0600. One thread at a time.
final class DiskJournalFile implements JournalFile {
  private final Path path;
  private final FileChannel channel;

  private DiskJournalFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DiskJournalFile open(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    boolean isNew = Files.notExists(path);
    if (isNew) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel.position(channel.size());
    if (isNew) {
      // A file whose name is not on the disk is gone after a power cut, however often it was
      // forced.
      try (FileChannel parent = FileChannel.open(directory)) {
        parent.force(true);
      }
    }
    return new DiskJournalFile(path, channel);
  }

  @Override
  public byte[] readAll() throws IOException {
    return Files.readAllBytes(path);
  }

  @Override
  public void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void truncate(long length) throws IOException {
    channel.truncate(length);
    channel.position(length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
