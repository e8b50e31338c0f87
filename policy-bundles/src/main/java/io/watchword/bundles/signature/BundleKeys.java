package io.watchword.bundles.signature;

import io.watchword.bundles.BundleKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.UUID;

/// A new pair of keys for signing bundles.
///
/// @param privatePem PKCS#8, for the one who signs
/// @param publicPem for those who verify
/// @param keyId RFC 7638 thumbprint
public record BundleKeys(String privatePem, String publicPem, String keyId) {

  /// A new P-256 pair.
  public static BundleKeys generate() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(KeyCurve.P256.jdkName()));
      var pair = generator.generateKeyPair();
      var publicKey = (ECPublicKey) pair.getPublic();
      return new BundleKeys(
          KeyPem.print((ECPrivateKey) pair.getPrivate()),
          KeyPem.print(publicKey),
          VerificationKeys.keyId(publicKey, KeyCurve.P256));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot make P-256 keys", e);
    }
  }

  /// A new P-256 pair in two files, the private one readable by its owner only. An existing file is
  /// kept: bundles in use are signed with it.
  ///
  /// @throws BundleKeyException if a file exists or cannot be written
  public static BundleKeys generate(Path privateFile, Path publicFile) {
    BundleKeys keys = generate();
    write(privateFile, keys.privatePem(), "rw-------");
    write(publicFile, keys.publicPem(), "rw-r--r--");
    return keys;
  }

  private static void write(Path file, String pem, String permissions) {
    if (Files.exists(file)) {
      throw new BundleKeyException(
          "bundles/key-exists", "key file `" + file + "` exists and is not overwritten");
    }
    Path partial = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      // Born with its permissions: there is no moment at which others can read it.
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
      Files.writeString(partial, pem);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BundleKeyException(
          "bundles/key-unwritable", "cannot write key file `" + file + "`", e);
    }
  }

  /// Without the private key.
  @Override
  public String toString() {
    return "BundleKeys[" + keyId + "]";
  }
}
