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

/// The file of a Unix socket: bound under a name of its own, given its permissions, and only then
/// moved to where clients look. A file left by a dead agent is replaced, anything else is not. Not
/// thread-safe.
public final class SocketFile implements AutoCloseable {

  private static final int MAX_PATH = 104;

  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final int STICKY = 01000;

  private final Path path;
  private final String permissions;
  private final Path binding;
  private Object key = new Object();

  /// @param path where clients look
  /// @param permissions as `rwxrwxrwx`
  public SocketFile(Path path, String permissions) {
    this.path = path;
    this.permissions = permissions;
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
      checkFolder(folder);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        checkDead();
      }
      Files.deleteIfExists(binding);
      return binding;
    } catch (IOException e) {
      throw new SocketException("socket `" + path + "` cannot be made: " + e, e);
    }
  }

  /// Shows the bound socket to the world: whom its permissions let connect, and who may enter the
  /// folder.
  public void publish() {
    try {
      Files.setPosixFilePermissions(binding, PosixFilePermissions.fromString(permissions));
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

  /// Who may put files into the folder may put a socket in the place of ours, and be the agent to
  /// every workload.
  private void checkFolder(Path folder) throws IOException {
    int mode = (int) Objects.requireNonNull(Files.getAttribute(folder, "unix:mode"));
    if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
      throw new SocketException(
          "folder `"
              + folder
              + "` can be written by every user, who could put another socket in the place of `"
              + path.getFileName()
              + "` (expected: by the agent alone, or with the sticky bit)");
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
