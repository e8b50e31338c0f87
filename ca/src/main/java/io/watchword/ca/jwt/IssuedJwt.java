package io.watchword.ca.jwt;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;

/// A JWT-SVID that was signed, checked and recorded: it may leave. Made by `JwtIssuer` alone.
public final class IssuedJwt {
  private final SpiffeId id;
  private final String token;
  private final Instant issuedAt;
  private final Instant expiresAt;

  IssuedJwt(SpiffeId id, String token, Instant issuedAt, Instant expiresAt) {
    this.id = id;
    this.token = token;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
  }

  /// Whose it is.
  public SpiffeId id() {
    return id;
  }

  /// JWS, compact serialization. A secret: whoever has it is believed.
  public String token() {
    return token;
  }

  /// Its begin.
  public Instant issuedAt() {
    return issuedAt;
  }

  /// Its end.
  public Instant expiresAt() {
    return expiresAt;
  }

  /// Without the token.
  @Override
  public String toString() {
    return "JWT-SVID of " + id + " until " + expiresAt;
  }
}
