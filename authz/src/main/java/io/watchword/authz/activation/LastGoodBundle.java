package io.watchword.authz.activation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The last bundle that was put into force, on disk, so that an enforcer that starts while authz is
/// away enforces it. It is trusted no more than one from the network: it is verified again when it
/// is read. Used by one thread at a time.
public final class LastGoodBundle {

  private final Optional<Path> file;

  private LastGoodBundle(Optional<Path> file) {
    this.file = file;
  }

  /// Kept in `folder/last-good-bundle.tar.gz`.
  public static LastGoodBundle in(Path folder) {
    return new LastGoodBundle(Optional.of(folder.resolve("last-good-bundle.tar.gz")));
  }

  /// Nothing is kept.
  public static LastGoodBundle none() {
    return new LastGoodBundle(Optional.empty());
  }

  Optional<byte[]> read() throws IOException {
    if (file.isEmpty()) return Optional.empty();
    try {
      return Optional.of(Files.readAllBytes(file.get()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Replaces the file in one step: a crash leaves the old one or the new one.
  void write(byte[] archive) throws IOException {
    if (file.isEmpty()) return;
    Path target = file.get();
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path partial = target.resolveSibling(target.getFileName() + ".tmp");
    try (var channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(archive);
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
