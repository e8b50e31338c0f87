package io.watchword.ca.keys.pem;

import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.EmbeddedSigningKey;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/// An issuer in two files.
///
/// @param certificate PEM: the issuer's own certificate first, then those above it, the root last;
///   a root's is alone
/// @param key PEM: its private key, mode 0600
public record IssuerFiles(Path certificate, Path key) {
  private static final int KEY_CERT_SIGN = 5;
  private static final byte[] PROBE = {1, 2, 3};

  /// What the files hold.
  ///
  /// @param chain own certificate first, root last
  record Issuer(IssuerFiles files, List<X509Certificate> chain, SigningKey key) {

    Issuer {
      chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
      return chain.getFirst();
    }

    X509Certificate root() {
      return chain.getLast();
    }
  }

  /// Whether the key is still there: a rotation destroys it at its end.
  boolean hasKey() {
    return Files.exists(key);
  }

  /// @throws KeysException naming the file and what is wrong with it
  Issuer read() {
    List<X509Certificate> chain = PemFiles.certificates(certificate);
    for (int at = 0; at < chain.size(); at++) {
      X509Certificate above = chain.get(Math.min(at + 1, chain.size() - 1));
      requireAuthority(chain.get(at));
      requireSignedBy(chain.get(at), above);
    }
    KeyType type = KeyType.of(chain.getFirst().getPublicKey());
    EmbeddedSigningKey signing =
        new EmbeddedSigningKey(
            PemFiles.privateKey(key, CryptoModule.provider()),
            chain.getFirst().getPublicKey(),
            type,
            FileUpstream.BACKEND,
            Map.of(
                "store",
                "pem",
                "certificate",
                certificate.toString(),
                "key",
                key.toString(),
                "exportable",
                "true"));
    requirePair(signing);
    return new Issuer(this, chain, signing);
  }

  private void requireAuthority(X509Certificate each) {
    boolean[] usage = each.getKeyUsage();
    if (each.getBasicConstraints() < 0 || usage == null || !usage[KEY_CERT_SIGN]) {
      throw refused(
          "`" + each.getSubjectX500Principal().getName() + "` is no CA (CA:TRUE and keyCertSign)");
    }
  }

  private void requireSignedBy(X509Certificate each, X509Certificate above) {
    try {
      each.verify(above.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw refused(
          "`"
              + each.getSubjectX500Principal().getName()
              + "` is not signed by the next in the file (expected: the issuer first, a self-signed"
              + " root last)");
    }
  }

  private void requirePair(SigningKey signing) {
    try {
      Signature check = Signature.getInstance(signing.signatureAlgorithm());
      check.initVerify(signing.publicKey());
      check.update(PROBE);
      if (check.verify(signing.sign(PROBE))) {
        return;
      }
    } catch (GeneralSecurityException | KeysException e) {
      // Of another kind than the certificate's: the same answer.
    }
    throw new KeysException(
        "ca/upstream-files",
        "key `" + key + "` is not the key of certificate `" + certificate + "`");
  }

  private KeysException refused(String why) {
    return new KeysException("ca/upstream-files", "certificate file `" + certificate + "`: " + why);
  }
}
