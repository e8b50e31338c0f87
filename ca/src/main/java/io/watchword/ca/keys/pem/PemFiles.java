package io.watchword.ca.keys.pem;

import io.watchword.ca.keys.KeysException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/// Certificates and keys in PEM files. Thread-safe: no state.
public final class PemFiles {
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private PemFiles() {}

  /// The certificates in `file`, in their order; at least one.
  ///
  /// @throws KeysException `ca/pem-unreadable`
  public static List<X509Certificate> certificates(Path file) {
    try {
      byte[] pem = Files.readAllBytes(file);
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw unreadable(file, "holds no certificate (expected: PEM)", Optional.empty());
      }
      return found;
    } catch (CertificateException e) {
      throw unreadable(file, "is not PEM certificates", Optional.of(e));
    } catch (IOException e) {
      throw unreadable(
          file, "cannot be read (" + e.getClass().getSimpleName() + ")", Optional.of(e));
    }
  }

  /// The private key in `file`, which nobody but its owner may read, as a key of `provider`:
  /// PKCS#8, or as OpenSSL writes EC and RSA keys; not encrypted.
  ///
  /// @throws KeysException `ca/pem-unreadable`, `ca/key-file-open`
  public static PrivateKey privateKey(Path file, Provider provider) {
    return privateKey(file, Optional.of(provider));
  }

  /// The same as a key of the JDK.
  ///
  /// @throws KeysException `ca/pem-unreadable`, `ca/key-file-open`
  public static PrivateKey privateKey(Path file) {
    return privateKey(file, Optional.empty());
  }

  private static PrivateKey privateKey(Path file, Optional<Provider> provider) {
    byte[] pem = {};
    byte[] der = {};
    try {
      requireOwnersOnly(file);
      pem = Files.readAllBytes(file);
      PrivateKeyInfo info = parse(file, pem);
      der = info.getEncoded();
      String algorithm =
          info.getPrivateKeyAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
              ? "EC"
              : "RSA";
      KeyFactory factory =
          provider.isPresent()
              ? KeyFactory.getInstance(algorithm, provider.get())
              : KeyFactory.getInstance(algorithm);
      return factory.generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IOException e) {
      // Without the cause's words: a parser may repeat what it read.
      throw unreadable(
          file, "cannot be read (" + e.getClass().getSimpleName() + ")", Optional.empty());
    } catch (GeneralSecurityException e) {
      throw unreadable(file, "holds no EC or RSA key", Optional.empty());
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static PrivateKeyInfo parse(Path file, byte[] pem) throws IOException {
    try (PEMParser parser =
        new PEMParser(
            new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.US_ASCII))) {
      for (Object read = parser.readObject(); read != null; read = parser.readObject()) {
        if (read instanceof PrivateKeyInfo info) {
          return info;
        }
        if (read instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
      }
    }
    throw unreadable(
        file, "holds no private key (expected: PEM, PKCS#8, not encrypted)", Optional.empty());
  }

  private static void requireOwnersOnly(Path file) throws IOException {
    Set<PosixFilePermission> granted = EnumSet.copyOf(FOR_OTHERS);
    granted.retainAll(Files.getPosixFilePermissions(file));
    if (!granted.isEmpty()) {
      throw new KeysException(
          "ca/key-file-open",
          "key file `" + file + "` may be read or written by others (expected: mode 0600)");
    }
  }

  private static KeysException unreadable(Path file, String how, Optional<Exception> cause) {
    return new KeysException("ca/pem-unreadable", "`" + file + "` " + how, cause.orElse(null));
  }
}
