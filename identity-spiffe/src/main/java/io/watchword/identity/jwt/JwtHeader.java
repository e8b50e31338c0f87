package io.watchword.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/// The header of a JWT-SVID: what it was signed with, and nothing else. Immutable; any thread.
///
/// @param algorithm how it was signed
/// @param keyId which key signed it; may be absent (JW-06), then every key of the trust domain is
///   tried
public record JwtHeader(JwtAlgorithm algorithm, Optional<String> keyId) {
  // [1] JWT-SVID §2. Read before anything else: a header can ask for keys to be fetched (`jku`,
  // `x5u`), be one itself (`jwk`), or change what is signed (`crit`, `b64`).

  private static final Set<String> ALLOWED = Set.of("alg", "kid", "typ");
  private static final Set<String> TYPES = Set.of("JWT", "JOSE");
  private static final int MAX_KEY_ID = 512;

  static JwtHeader read(ObjectNode header) {
    header
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!ALLOWED.contains(name)) {
                throw InvalidJwtSvidException.invalid(
                    "header has "
                        + Shown.quoted(name)
                        + ", may have only alg, kid and typ (JW-03)");
              }
            });
    JsonNode type = header.path("typ");
    if (!type.isMissingNode() && !(type.isTextual() && TYPES.contains(type.textValue()))) {
      throw InvalidJwtSvidException.invalid(
          "`typ` is " + Shown.of(type) + " (expected: `JWT` or `JOSE`, or none) (JW-07)");
    }
    return new JwtHeader(algorithm(header.path("alg")), keyId(header.path("kid")));
  }

  private static JwtAlgorithm algorithm(JsonNode alg) {
    if (alg.isMissingNode()) {
      throw InvalidJwtSvidException.invalid("header has no `alg` (JW-04)");
    }
    return Optional.of(alg)
        .filter(JsonNode::isTextual)
        .flatMap(a -> JwtAlgorithm.named(a.textValue()))
        .orElseThrow(
            () ->
                InvalidJwtSvidException.invalid(
                    "`alg` is "
                        + Shown.of(alg)
                        + " (expected: RS, ES or PS with 256, 384 or 512) (JW-05)"));
  }

  private static Optional<String> keyId(JsonNode kid) {
    if (kid.isMissingNode()) {
      return Optional.empty();
    }
    if (!kid.isTextual() || kid.textValue().isEmpty() || kid.textValue().length() > MAX_KEY_ID) {
      throw InvalidJwtSvidException.invalid(
          "`kid` is "
              + Shown.of(kid)
              + " (expected: a text of 1 to "
              + MAX_KEY_ID
              + " characters, or none) (JW-06)");
    }
    return Optional.of(kid.textValue());
  }
}
