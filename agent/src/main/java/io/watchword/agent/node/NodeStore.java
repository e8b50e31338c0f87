package io.watchword.agent.node;

import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// What an agent keeps over restarts: `node-svid.pem` (key and chain), `trust.pem` (roots) and
/// `token-used` (digest of the last join token). Files are 0600, each replaced whole: a crash
/// leaves the old or the new one. Holds a lock on the directory until it is closed. Thread-safe.
public final class NodeStore implements AutoCloseable {

  private final Path directory;
  private final TrustDomain trustDomain;
  private final FileChannel lockFile;

  private NodeStore(Path directory, TrustDomain trustDomain, FileChannel lockFile) {
    this.directory = directory;
    this.trustDomain = trustDomain;
    this.lockFile = lockFile;
  }

  /// Opens, and if need be makes, the directory.
  ///
  /// @throws NodeStateException where another agent uses it
  public static NodeStore open(Path directory, TrustDomain trustDomain) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel file =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(file)) {
        file.close();
        throw new NodeStateException(
            "state directory `" + directory + "` is used by another agent");
      }
      return new NodeStore(directory, trustDomain, file);
    } catch (IOException e) {
      throw new NodeStateException("state directory `" + directory + "` cannot be used: " + e, e);
    }
  }

  /// What was kept; empty before the first contact with the CA.
  ///
  /// @throws NodeStateException where it cannot be read
  public Optional<NodeIdentity> load() {
    Path svidFile = directory.resolve("node-svid.pem");
    Path trustFile = directory.resolve("trust.pem");
    if (!Files.exists(svidFile) || !Files.exists(trustFile)) {
      return Optional.empty();
    }
    try {
      String svid = Files.readString(svidFile, StandardCharsets.US_ASCII);
      String trust = Files.readString(trustFile, StandardCharsets.US_ASCII);
      return Optional.of(
          new NodeIdentity(X509Svid.parsePem(svid, svid, ""), BundlePem.parse(trustDomain, trust)));
    } catch (IOException | IdentityException e) {
      throw new NodeStateException(
          "node identity in `" + directory + "` cannot be read: " + e.getMessage(), e);
    }
  }

  /// Roots that were kept last, with an identity or after it; none before the first contact.
  ///
  /// @throws NodeStateException where they cannot be read
  public List<StrictX509Certificate> lastRoots() {
    Path trustFile = directory.resolve("trust.pem");
    if (!Files.exists(trustFile)) {
      return List.of();
    }
    try {
      return BundlePem.parse(trustDomain, Files.readString(trustFile, StandardCharsets.US_ASCII))
          .strictRoots();
    } catch (IOException | IdentityException e) {
      throw new NodeStateException("`" + trustFile + "` cannot be read: " + e.getMessage(), e);
    }
  }

  /// Keeps a whole identity.
  public void save(NodeIdentity identity) {
    // Trust first: an SVID without the roots that came with it would be of no use.
    saveTrust(identity.trust());
    String key = Pem.print("PRIVATE KEY", identity.svid().key().getEncoded());
    write("node-svid.pem", key + identity.svid().certificatePem());
  }

  /// Keeps new roots.
  public void saveTrust(X509Bundle trust) {
    write("trust.pem", BundlePem.print(trust));
  }

  /// Notes that `token` was traded, or was refused for good.
  public void noteUsed(JoinToken token) {
    write("token-used", token.fingerprint() + "\n");
  }

  /// Whether `token` was used before.
  public boolean wasUsed(JoinToken token) {
    try {
      return Files.readString(directory.resolve("token-used"), StandardCharsets.US_ASCII)
          .strip()
          .equals(token.fingerprint());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      // Ends the lock as well.
      lockFile.close();
    } catch (IOException e) {
      throw new NodeStateException("lock of `" + directory + "` cannot be released: " + e, e);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void write(String name, String text) {
    Path file = directory.resolve(name);
    Path fresh = directory.resolve(name + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new NodeStateException("`" + file + "` cannot be written: " + e, e);
    }
  }
}
