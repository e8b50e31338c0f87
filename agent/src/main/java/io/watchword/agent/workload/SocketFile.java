package io.watchword.agent.workload;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// The file of a Unix socket: bound under a name of its own, opened to every user, and only then
/// moved to where clients look. A file left by a dead agent is replaced, anything else is not. Not
/// thread-safe.
public final class SocketFile implements AutoCloseable {

  private static final int MAX_PATH = 104;

  private final Path path;
  private final Path binding;
  private Object key = new Object();

  /// @param path where clients look
  public SocketFile(Path path) {
    this.path = path;
    this.binding = path.resolveSibling(path.getFileName() + ".n");
  }

  /// Makes sure that the place is free.
  ///
  /// @return where to bind
  /// @throws SocketException where it is not
  public Path prepare() {
    if (binding.toString().length() > MAX_PATH) {
      throw new SocketException(
          "socket path `" + path + "` is too long (expected: at most 102 bytes)");
    }
    try {
      Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
      Files.createDirectories(folder);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        checkDead();
      }
      Files.deleteIfExists(binding);
      return binding;
    } catch (IOException e) {
      throw new SocketException("socket `" + path + "` cannot be made: " + e, e);
    }
  }

  /// Shows the bound socket to the world: any local user may connect, whoever may enter the folder.
  public void publish() {
    try {
      Files.setPosixFilePermissions(binding, PosixFilePermissions.fromString("rwxrwxrwx"));
      key = keyOf(binding);
      Files.move(
          binding, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SocketException("socket `" + path + "` cannot be opened to workloads: " + e, e);
    }
  }

  /// Removes the file if it is still ours.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(binding);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && keyOf(path).equals(key)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new SocketException("socket `" + path + "` cannot be removed: " + e, e);
    }
  }

  private void checkDead() throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new SocketException("`" + path + "` exists and is no socket: it is left alone");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      // Nobody listens: left by an agent that was killed.
      return;
    }
    throw new SocketException("socket `" + path + "` is served by another process");
  }

  private static Object keyOf(Path file) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
  }
}
