package io.watchword.identity.svid;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.StrictX509Certificate;
import java.util.List;
import java.util.Set;

/// What the certificate of a workload looks like, before anybody asks who signed it. Stateless; any
/// thread.
final class LeafProfile {
  // [1] X509-SVID §2, §3, §4, §5.2. Rule ids are those of our list of rules.

  private LeafProfile() {}

  /// The ID of a certificate that a workload may authenticate with.
  static SpiffeId idOf(StrictX509Certificate leaf) {
    SpiffeId id = onlyId(leaf);
    if (id.isTrustDomainId()) {
      throw invalid(
          "SPIFFE ID `"
              + id
              + "` has no path: it names a trust domain, not a workload (X5-04, X5-31)");
    }
    if (leaf.isAuthority()) {
      throw invalid(
          "`"
              + id
              + "` is the certificate of a certificate authority, which must not authenticate"
              + " (X5-10, X5-12, X5-27)");
    }
    checkKeyUsage(leaf);
    checkExtendedKeyUsage(leaf);
    return id;
  }

  private static SpiffeId onlyId(StrictX509Certificate leaf) {
    // By their tag in the bytes, of whatever scheme: a second URI is a second name to somebody.
    List<String> uris = leaf.uris();
    if (uris.size() != 1) {
      throw invalid(
          uris.isEmpty()
              ? "certificate has no URI among its subject alternative names (X5-01)"
              : "certificate has "
                  + uris.size()
                  + " URIs among its subject alternative names, must have one (X5-01, X5-02)");
    }
    try {
      return SpiffeId.parse(uris.getFirst());
    } catch (InvalidSpiffeIdException e) {
      throw new InvalidSvidException(
          SvidRejection.INVALID_SVID,
          "URI of the certificate is no SPIFFE ID (X5-01, X5-30): " + e.getMessage(),
          e);
    }
  }

  private static void checkKeyUsage(StrictX509Certificate leaf) {
    if (!leaf.hasKeyUsage()) {
      throw invalid("certificate has no key usage (X5-15)");
    }
    if (!leaf.hasCriticalKeyUsage()) {
      throw invalid("key usage is not critical (X5-16)");
    }
    if (!leaf.canSign()) {
      throw invalid("key usage lacks digitalSignature (X5-19)");
    }
    if (leaf.canSignCertificates()) {
      throw invalid("key usage has keyCertSign (X5-21, X5-28)");
    }
    if (leaf.canSignRevocations()) {
      throw invalid("key usage has cRLSign (X5-22, X5-29)");
    }
  }

  private static void checkExtendedKeyUsage(StrictX509Certificate leaf) {
    Set<String> both = Set.of(StrictX509Certificate.SERVER_AUTH, StrictX509Certificate.CLIENT_AUTH);
    if (leaf.extendedKeyUses().isPresent() && !leaf.extendedKeyUses().get().containsAll(both)) {
      throw invalid("extended key usage lacks serverAuth or clientAuth (X5-24)");
    }
  }

  private static InvalidSvidException invalid(String message) {
    return InvalidSvidException.invalid(message);
  }
}
