package io.watchword.ca.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;

/// The certificate and key that sign leaves, and the root it hangs from. Immutable.
///
/// @param name of its key in the key store
public record Intermediate(
    String name, SigningKey key, X509Certificate certificate, X509Certificate root) {

  /// When it, and so everything it signs, ends at the latest.
  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /// SHA-256 of the root, lower-case hexadecimal.
  public String rootSha256() {
    return Fingerprints.ofCertificate(root);
  }

  /// Whether half of its life is over: the time to prepare the next.
  public boolean isHalfOver(Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    long life = notAfter().toEpochMilli() - begin.toEpochMilli();
    return !now.isBefore(begin.plusMillis(life / 2));
  }
}
