package io.watchword.identity.svid;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.StrictX509Certificate;
import java.util.List;
import java.util.Locale;

/// What SPIFFE asks of a signing certificate beyond RFC 5280. Stateless; any thread.
///
/// A signing certificate without a SPIFFE ID is accepted (X5-06 is a SHOULD, and roots of existing
/// authorities have none). One with the ID of another trust domain is accepted too (X5-08 is a
/// SHOULD, X5-09 allows it): what counts is the bundle.
final class AuthorityProfile {

  private AuthorityProfile() {}

  static void check(StrictX509Certificate authority) {
    List<String> uris = authority.uris();
    if (uris.stream().noneMatch(u -> u.toLowerCase(Locale.ROOT).startsWith("spiffe:"))) {
      return;
    }
    String who = "signing certificate `" + authority.getSubjectX500Principal() + "`";
    if (uris.size() > 1) {
      throw InvalidSvidException.invalid(
          who + " has " + uris.size() + " URIs among its names, must have one (X5-01)");
    }
    if (!authority.hasCriticalKeyUsage()) {
      throw InvalidSvidException.invalid(who + " has a key usage that is not critical (X5-16)");
    }
    SpiffeId id = parse(uris.getFirst(), who);
    if (!id.isTrustDomainId()) {
      throw InvalidSvidException.invalid(who + " has the ID `" + id + "` with a path (X5-07)");
    }
  }

  private static SpiffeId parse(String uri, String who) {
    try {
      return SpiffeId.parse(uri);
    } catch (InvalidSpiffeIdException e) {
      throw new InvalidSvidException(
          SvidRejection.INVALID_SVID,
          who + " has a URI that is no SPIFFE ID: " + e.getMessage(),
          e);
    }
  }
}
