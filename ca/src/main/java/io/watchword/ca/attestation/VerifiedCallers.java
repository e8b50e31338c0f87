package io.watchword.ca.attestation;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The node SVIDs that were checked under what the mesh trusts now: an agent that calls a thousand
/// times over one connection is checked once. Thread-safe by one lock.
final class VerifiedCallers {
  private static final int MAX = 20_000;

  private record Verified(TrustBundles trust, VerifiedX509Svid svid, Instant from, Instant until) {

    boolean holds(TrustBundles now, Instant at) {
      // Nearly always the very same object, so this costs nothing.
      return trust.equals(now) && !at.isBefore(from) && !at.isAfter(until);
    }
  }

  private final X509SvidValidator validator = new X509SvidValidator();
  private final Map<X509Certificate, Verified> byLeaf =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Verified> eldest) {
          return size() > MAX;
        }
      };

  /// The SVID that `chain` is.
  ///
  /// @param chain leaf first; not empty
  VerifiedX509Svid verify(List<X509Certificate> chain, TrustBundles trust, Instant now)
      throws InvalidSvidException {
    X509Certificate leaf = chain.getFirst();
    Optional<Verified> known = known(leaf);
    if (known.isPresent() && known.get().holds(trust, now)) {
      return known.get().svid();
    }
    VerifiedX509Svid svid = validator.validate(chain, trust, now);
    Verified verified =
        new Verified(
            trust,
            svid,
            svid.chain().stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow(),
            svid.chain().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow());
    synchronized (byLeaf) {
      byLeaf.put(leaf, verified);
    }
    return svid;
  }

  private Optional<Verified> known(X509Certificate leaf) {
    synchronized (byLeaf) {
      return Optional.ofNullable(byLeaf.get(leaf));
    }
  }
}
