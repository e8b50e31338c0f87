package io.watchword.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A folder of sets of files. A set is a folder of its own, `.NAME.VERSION`, and the symbolic link
/// `NAME` to it is exchanged in one step: who follows the link sees the files of one version, never
/// a key beside another's certificate. Not thread-safe.
final class StoreFolder {

  private static final FileAttribute<?> FOLDER = permissions("rwx------");
  private static final FileAttribute<?> FILE = permissions("rw-------");
  private static final String LINK_BEING_MADE = ".link";

  private final Path directory;

  private StoreFolder(Path directory) {
    this.directory = directory;
  }

  /// Opens, and if need be makes, the folder.
  ///
  /// @throws SvidStoreException where others could put files into it
  static StoreFolder open(Path directory) {
    try {
      if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(directory, FOLDER);
      }
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new SvidStoreException("`" + directory + "` is no folder: it is left alone");
      }
      Set<PosixFilePermission> allowed =
          Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
      if (allowed.contains(PosixFilePermission.GROUP_WRITE)
          || allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new SvidStoreException(
            "`" + directory + "` can be written by others (expected: by the agent alone)");
      }
      return new StoreFolder(directory);
    } catch (IOException e) {
      throw new SvidStoreException("`" + directory + "` cannot be used: " + e, e);
    }
  }

  /// Puts a set there in the place of the one before.
  void put(String name, String version, Map<String, String> files) {
    Path fresh = directory.resolve("." + name + "." + version);
    try {
      delete(fresh);
      Files.createDirectory(fresh, FOLDER);
      for (Map.Entry<String, String> file : files.entrySet()) {
        write(fresh.resolve(file.getKey()), file.getValue());
      }
      sync(fresh);
      Path link = directory.resolve("." + name + LINK_BEING_MADE);
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, fresh.getFileName());
      Files.move(
          link,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      sync(directory);
      for (Path old : versions(name)) {
        if (!old.equals(fresh)) {
          delete(old);
        }
      }
    } catch (IOException e) {
      throw new SvidStoreException("`" + directory.resolve(name) + "` cannot be written: " + e, e);
    }
  }

  /// Takes a set away.
  void remove(String name) {
    try {
      Files.deleteIfExists(directory.resolve(name));
      for (Path version : versions(name)) {
        delete(version);
      }
    } catch (IOException e) {
      throw new SvidStoreException("`" + directory.resolve(name) + "` cannot be removed: " + e, e);
    }
  }

  /// Names of the sets there are: of links that look like ours; other files are none of our
  /// business.
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (Files.isSymbolicLink(file)
            && Files.readSymbolicLink(file).toString().startsWith("." + name + ".")) {
          names.add(name);
        }
      }
      return names;
    } catch (IOException e) {
      throw new SvidStoreException("`" + directory + "` cannot be read: " + e, e);
    }
  }

  private Set<Path> versions(String name) throws IOException {
    Set<Path> versions = new TreeSet<>();
    String prefix = "." + name + ".";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String text = file.getFileName().toString();
        // Of `db`, and not of `db.replica`.
        boolean ours =
            text.startsWith(prefix) && text.substring(prefix.length()).matches("[0-9a-f]+-[0-9]+");
        if (ours && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          versions.add(file);
        }
      }
    }
    return versions;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createFile(file, FILE);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
