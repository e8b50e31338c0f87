package io.watchword.ca.issuance;

import io.watchword.ca.csr.VerifiedCsr;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.SerialNumbers;
import io.watchword.ca.registration.Grant;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// All that a leaf will say, before it is signed.
///
/// @param notBefore a little in the past, for verifiers whose clock is behind
/// @param notAfter never after the end of the intermediate
record SvidTemplate(
    Grant grant, VerifiedCsr csr, BigInteger serial, Instant notBefore, Instant notAfter) {
  private static final Duration BACKDATE = Duration.ofSeconds(10);

  /// @param ttl how long it may live, unless the issuer ends before
  record Wanted(Grant grant, Duration ttl, VerifiedCsr csr) {}

  static SvidTemplate of(Wanted wish, Intermediate issuer, SerialNumbers serials, Instant now) {
    if (!now.isBefore(issuer.notAfter())) {
      throw new IssuanceException(
          "ca/no-intermediate", "our intermediate ended at " + issuer.notAfter());
    }
    Instant wanted = now.plus(wish.ttl());
    // Certificates know whole seconds: rounded up, so that a life of one second is not over at
    // once.
    Instant rounded = wanted.truncatedTo(ChronoUnit.SECONDS);
    Instant end = rounded.equals(wanted) ? wanted : rounded.plusSeconds(1);
    Instant notAfter = end.isAfter(issuer.notAfter()) ? issuer.notAfter() : end;
    Instant notBefore = now.minus(BACKDATE).truncatedTo(ChronoUnit.SECONDS);
    return new SvidTemplate(wish.grant(), wish.csr(), serials.next(), notBefore, notAfter);
  }
}
