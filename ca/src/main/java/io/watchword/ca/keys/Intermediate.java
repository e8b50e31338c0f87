package io.watchword.ca.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The certificate and key that sign leaves, and the root it hangs from. Immutable.
///
/// @param name of its key in the key store
/// @param chain own certificate first, then those between it and the root, if any; without the root
public record Intermediate(
    String name, SigningKey key, List<X509Certificate> chain, X509Certificate root) {

  /// Copies the chain.
  public Intermediate {
    chain = List.copyOf(chain);
  }

  /// Its own certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// The chain that goes out with `leaf`: without the root.
  public List<X509Certificate> chainOf(X509Certificate leaf) {
    List<X509Certificate> all = new ArrayList<>(chain.size() + 1);
    all.add(leaf);
    all.addAll(chain);
    return List.copyOf(all);
  }

  /// When it, and so everything it signs, ends at the latest.
  public Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  /// SHA-256 of the root, lower-case hexadecimal.
  public String rootSha256() {
    return Fingerprints.ofCertificate(root);
  }

  /// Whether half of its life is over: the time to prepare the next.
  public boolean isHalfOver(Instant now) {
    Instant begin = certificate().getNotBefore().toInstant();
    long life = notAfter().toEpochMilli() - begin.toEpochMilli();
    return !now.isBefore(begin.plusMillis(life / 2));
  }
}
