package io.watchword.tests.conformance.spiffe.judge;

import java.time.Instant;
import java.util.List;

/// What an implementation is asked to accept or to refuse.
public sealed interface Question {

  /// Is this a valid X.509-SVID? Chain in PEM, leaf first.
  record X509(String chain, List<TrustFile> trust) implements Question {}

  /// Is this a valid JWT-SVID for `audience`?
  record Jwt(String token, String audience, List<TrustFile> trust) implements Question {}

  /// Is this a SPIFFE ID?
  record Id(String text) implements Question {}

  /// Is this the bundle of `trustDomain`, or, where that is empty, a map of bundles?
  record Bundle(String trustDomain, String document) implements Question {}

  /// Does a path by RFC 5280 lead from the leaf to a root, all else aside? All in PEM.
  record Path(String leaf, String intermediates, String roots, Instant at) implements Question {}
}
