package io.watchword.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a JWT-SVID says. Immutable; any thread.
///
/// @param subject who it is about
/// @param audience whom it is meant for; at least one
/// @param expiresAt from when on it counts no more
/// @param notBefore from when on it counts, where it says so
/// @param issuedAt when it was made, where it says so
/// @param all every claim, those of others included
public record JwtClaims(
    SpiffeId subject,
    List<String> audience,
    Instant expiresAt,
    Optional<Instant> notBefore,
    Optional<Instant> issuedAt,
    Map<String, @Nullable Object> all) {
  // [1] JWT-SVID §3. [2] RFC 7519 §2 NumericDate, §4.1.

  private static final int MAX_AUDIENCE = 64;
  private static final long END_OF_YEAR_9999 = 253_402_300_799L;

  /// Copies the audience.
  public JwtClaims {
    audience = List.copyOf(audience);
  }

  static JwtClaims read(ObjectNode claims) {
    SpiffeId subject = subject(claims.path("sub"));
    List<String> audience = audience(claims.path("aud"));
    Instant expiresAt =
        time(claims, "exp")
            .orElseThrow(() -> InvalidJwtSvidException.invalid("there is no `exp` (JW-14)"));
    Optional<Instant> notBefore = time(claims, "nbf");
    Optional<Instant> issuedAt = time(claims, "iat");
    if (notBefore.isPresent() && !notBefore.get().isBefore(expiresAt)) {
      throw InvalidJwtSvidException.invalid("`nbf` is not before `exp`");
    }
    if (issuedAt.isPresent() && !issuedAt.get().isBefore(expiresAt)) {
      throw InvalidJwtSvidException.invalid("`iat` is not before `exp`");
    }
    return new JwtClaims(
        subject, audience, expiresAt, notBefore, issuedAt, StrictJson.values(claims));
  }

  private static SpiffeId subject(JsonNode sub) {
    if (!sub.isTextual()) {
      throw InvalidJwtSvidException.invalid(
          sub.isMissingNode()
              ? "there is no `sub` (JW-09)"
              : "`sub` is " + Shown.of(sub) + " (expected: a SPIFFE ID) (JW-09)");
    }
    SpiffeId id;
    try {
      id = SpiffeId.parse(sub.textValue());
    } catch (InvalidSpiffeIdException e) {
      throw new InvalidJwtSvidException(
          JwtRejection.INVALID_SVID, "`sub` is no SPIFFE ID (JW-09): " + e.getMessage(), e);
    }
    if (id.isTrustDomainId()) {
      throw InvalidJwtSvidException.invalid(
          "`sub` is `" + id + "`: it names a trust domain, not a workload (JW-09)");
    }
    return id;
  }

  private static List<String> audience(JsonNode aud) {
    if (aud.isMissingNode()) {
      throw InvalidJwtSvidException.invalid("there is no `aud` (JW-11)");
    }
    List<String> audience = new ArrayList<>();
    for (JsonNode one : aud.isArray() ? aud : List.of(aud)) {
      if (!one.isTextual() || one.textValue().isEmpty()) {
        throw InvalidJwtSvidException.invalid(
            "`aud` has " + Shown.of(one) + " (expected: texts that are not empty) (JW-10)");
      }
      audience.add(one.textValue());
    }
    if (audience.isEmpty() || audience.size() > MAX_AUDIENCE) {
      throw InvalidJwtSvidException.invalid(
          "`aud` has " + audience.size() + " values (expected: 1 to " + MAX_AUDIENCE + ") (JW-10)");
    }
    return audience;
  }

  private static Optional<Instant> time(ObjectNode claims, String name) {
    JsonNode value = claims.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    // As a double: a number with a huge exponent must cost nothing, and 2^53 seconds are enough.
    double seconds = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(seconds >= 0 && seconds <= END_OF_YEAR_9999)) {
      throw InvalidJwtSvidException.invalid(
          "`"
              + name
              + "` is "
              + Shown.of(value)
              + " (expected: seconds since 1970 as a number)"
              + (name.equals("exp") ? " (JW-14)" : ""));
    }
    long whole = (long) seconds;
    return Optional.of(Instant.ofEpochSecond(whole, (long) ((seconds - whole) * 1e9)));
  }
}
