package io.watchword.ca.policy;

import io.watchword.ca.csr.VerifiedCsr;
import io.watchword.ca.registration.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is about to be issued.
///
/// @param ttl how long it would live
/// @param csr the request; empty for JWT-SVIDs
/// @param audience of a JWT-SVID; empty for certificates
public record IssuanceQuestion(
    Grant grant, Duration ttl, Optional<VerifiedCsr> csr, List<String> audience, Instant now) {

  /// Copies the audience.
  public IssuanceQuestion {
    audience = List.copyOf(audience);
  }
}
