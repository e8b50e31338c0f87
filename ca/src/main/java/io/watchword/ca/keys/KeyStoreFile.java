package io.watchword.ca.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The embedded key store: one BCFKS file and beside it the file with its password, both mode 0600.
/// Thread-safe by one lock.
///
/// Each change writes a new file, forces it to disk and renames it over the old one, so a crash
/// leaves the one or the other. A key never stands in it without a certificate: who makes a key
/// hands in how its certificate comes about.
public final class KeyStoreFile implements SigningKeys {

  private final Path file;
  private final char[] password;
  private final KeyStore store;

  private KeyStoreFile(Path file, char[] password, KeyStore store) {
    this.file = file;
    this.password = password;
    this.store = store;
  }

  /// Opens the store in `directory` (`keys.bcfks`, `password`), or makes it.
  ///
  /// @throws KeysException `ca/key-store-unreadable`
  public static KeyStoreFile open(Path directory) {
    Path file = directory.resolve("keys.bcfks");
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      char[] password = password(directory.resolve("password"));
      KeyStore store = KeyStore.getInstance("BCFKS", CryptoModule.provider());
      if (Files.exists(file)) {
        store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
      } else {
        store.load(null, password);
      }
      return new KeyStoreFile(file, password, store);
    } catch (IOException | GeneralSecurityException e) {
      throw new KeysException(
          "ca/key-store-unreadable",
          "key store `" + file + "` cannot be opened: " + e.getMessage(),
          e);
    }
  }

  @Override
  public String backend() {
    return EmbeddedSigningKey.BACKEND;
  }

  @Override
  public boolean outlivesTheProcess() {
    return true;
  }

  @Override
  public UpstreamHealth health() {
    return new UpstreamHealth.Usable();
  }

  @Override
  public synchronized List<String> names(String prefix) {
    try {
      return Collections.list(store.aliases()).stream()
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  @Override
  public synchronized List<X509Certificate> chain(String name) {
    try {
      Certificate[] chain = store.getCertificateChain(name);
      return chain == null ? List.of() : Arrays.stream(chain).map(KeyStoreFile::standard).toList();
    } catch (GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  @Override
  public synchronized Optional<StoredKey> find(String name) {
    List<X509Certificate> chain = chain(name);
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    try {
      PrivateKey key = (PrivateKey) store.getKey(name, password);
      return Optional.of(new StoredKey(name, signingKey(key, chain.getFirst()), chain));
    } catch (GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  @Override
  public StoredKey generate(
      String name, KeyType type, Function<SigningKey, List<X509Certificate>> certify) {
    Optional<StoredKey> existing = find(name);
    if (existing.isPresent()) {
      return existing.get();
    }
    // Outside the lock: certifying may ask a network.
    KeyPair pair = type.newPair();
    SigningKey fresh = new EmbeddedSigningKey(pair.getPrivate(), pair.getPublic(), type, where());
    List<X509Certificate> chain = certify.apply(fresh);
    synchronized (this) {
      try {
        store.setKeyEntry(name, pair.getPrivate(), password, chain.toArray(Certificate[]::new));
      } catch (GeneralSecurityException e) {
        throw unreadable(e);
      }
      save();
    }
    return new StoredKey(name, fresh, chain);
  }

  @Override
  public synchronized void destroy(String name) {
    try {
      if (store.containsAlias(name)) {
        store.deleteEntry(name);
        save();
      }
    } catch (GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  private SigningKey signingKey(PrivateKey key, X509Certificate certificate) {
    KeyType type = KeyType.of(certificate.getPublicKey());
    return new EmbeddedSigningKey(key, certificate.getPublicKey(), type, where());
  }

  private Map<String, String> where() {
    return Map.of("store", "bcfks", "file", file.getFileName().toString(), "exportable", "false");
  }

  private void save() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      store.store(bytes, password);
      replace(file, bytes.toByteArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new KeysException(
          "ca/key-store-unwritable",
          "key store `" + file + "` cannot be written: " + e.getMessage(),
          e);
    }
  }

  private KeysException unreadable(GeneralSecurityException e) {
    return new KeysException(
        "ca/key-store-unreadable", "key store `" + file + "` cannot be used: " + e.getMessage(), e);
  }

  private static char[] password(Path file) throws IOException {
    if (Files.notExists(file)) {
      byte[] random = new byte[32];
      CryptoModule.random().nextBytes(random);
      replace(file, Base64.getUrlEncoder().withoutPadding().encode(random));
    }
    return Files.readString(file).strip().toCharArray();
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  // bc-fips' own certificate objects are slow where the JDK looks at them: the rest of the process
  // sees the JDK's.
  private static X509Certificate standard(Certificate certificate) {
    try {
      return Certificates.parse(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new KeysException("ca/key-store-unreadable", "a stored certificate cannot be read", e);
    }
  }
}
