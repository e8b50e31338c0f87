package io.watchword.identity.svid;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.CertificatePath;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A peer's identity, proven: made only by [X509SvidValidator]. Immutable; any thread.
public final class VerifiedX509Svid {

  private final SpiffeId id;
  private final CertificatePath path;

  VerifiedX509Svid(SpiffeId id, CertificatePath path) {
    this.id = id;
    this.path = path;
  }

  /// Who it is.
  public SpiffeId id() {
    return id;
  }

  /// The path that was verified: leaf first, then intermediates, without the root.
  public List<X509Certificate> chain() {
    return List.copyOf(path.certificates());
  }

  /// The workload's own certificate.
  public StrictX509Certificate leaf() {
    return path.certificates().getFirst();
  }

  /// The root that the path ends in.
  public X509Certificate root() {
    return path.root();
  }

  /// SHA-256 of that root.
  public byte[] rootSha256() {
    return path.root().sha256();
  }

  /// When the leaf ends.
  public Instant notAfter() {
    return leaf().notAfter();
  }

  /// When the first certificate of the path ends, the root included.
  public Instant trustedUntil() {
    Instant until = path.root().notAfter();
    for (StrictX509Certificate certificate : path.certificates()) {
      until = certificate.notAfter().isBefore(until) ? certificate.notAfter() : until;
    }
    return until;
  }

  /// Serial number of the leaf, lower-case hexadecimal without leading zeros.
  public String serial() {
    return leaf().getSerialNumber().toString(16);
  }

  @Override
  public String toString() {
    return id + " (serial " + serial() + ", root sha256:" + path.root().sha256Hex() + ")";
  }
}
