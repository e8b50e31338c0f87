package io.watchword.ca.issuance;

import io.watchword.ca.csr.RefusedCsrException;
import io.watchword.ca.csr.VerifiedCsr;
import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.Intermediate;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses to certify for a workload what signs certificates: whoever asks for that has a key of
/// the CA. Thread-safe: one volatile memory of the issuer of last time.
final class SigningKeyReuse {

  private record Known(Intermediate issuer, Set<String> keys) {}

  private volatile @Nullable Known last;

  /// @throws RefusedCsrException `ca/csr-key-refused`
  void refuse(VerifiedCsr csr, Intermediate issuer) {
    Known known = last;
    if (known == null || !known.issuer().equals(issuer)) {
      known = new Known(issuer, keys(issuer));
      last = known;
    }
    if (known.keys().contains(csr.spkiSha256())) {
      throw RefusedCsrException.signingKey();
    }
  }

  private static Set<String> keys(Intermediate issuer) {
    Set<String> keys = new HashSet<>();
    for (X509Certificate certificate : issuer.chain()) {
      keys.add(Fingerprints.ofKey(certificate.getPublicKey()));
    }
    keys.add(Fingerprints.ofKey(issuer.root().getPublicKey()));
    return keys;
  }
}
