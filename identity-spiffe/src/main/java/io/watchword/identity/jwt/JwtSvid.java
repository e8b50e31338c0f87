package io.watchword.identity.jwt;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.json.Base64Url;
import io.watchword.identity.json.MalformedJsonException;
import io.watchword.identity.json.StrictJson;
import java.time.Instant;
import java.util.List;

/// A JWT-SVID, read by every rule of its form; whether the signature holds and it is meant for us
/// now, [JwtSvidValidator] says. Immutable; any thread.
///
/// @param token as it goes to others; whoever has it is who it says until it expires
/// @param header what it was signed with
/// @param claims what it says
/// @param hint what the operator calls this identity; empty where it has no name
public record JwtSvid(String token, JwtHeader header, JwtClaims claims, String hint) {
  // [1] JWT-SVID §2, §3, §4: JWS compact serialization and no other.

  /// How long a token may be. Bigger ones do not go through HTTP servers anyway.
  public static final int MAX_LENGTH = 16 * 1024;

  /// Reads a token.
  ///
  /// @throws InvalidJwtSvidException where it is no JWT-SVID
  public static JwtSvid parse(String token) {
    return parse(token, "");
  }

  /// Reads a token that the Workload API calls `hint`.
  ///
  /// @throws InvalidJwtSvidException where it is no JWT-SVID
  public static JwtSvid parse(String token, String hint) {
    String[] parts = parts(token);
    JwtHeader header;
    JwtClaims claims;
    try {
      header = JwtHeader.read(StrictJson.object(Base64Url.decode(parts[0])));
    } catch (MalformedJsonException e) {
      throw broken("header", e);
    }
    try {
      claims = JwtClaims.read(StrictJson.object(Base64Url.decode(parts[1])));
      if (Base64Url.decode(parts[2]).length == 0) {
        throw InvalidJwtSvidException.invalid("signature is empty");
      }
    } catch (MalformedJsonException e) {
      throw broken("payload or signature", e);
    }
    return new JwtSvid(token, header, claims, hint);
  }

  /// Who it is about.
  public SpiffeId id() {
    return claims.subject();
  }

  /// Whom it is meant for.
  public List<String> audience() {
    return claims.audience();
  }

  /// From when on it counts no more.
  public Instant expiresAt() {
    return claims.expiresAt();
  }

  /// Whether it counts no more.
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt());
  }

  String signedPart() {
    return token.substring(0, token.lastIndexOf('.'));
  }

  String signature() {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  /// Without the token.
  @Override
  public String toString() {
    return id()
        + " for "
        + audience()
        + " (until "
        + expiresAt()
        + (hint.isEmpty() ? "" : ", hint " + hint)
        + ")";
  }

  private static String[] parts(String token) {
    if (token.length() > MAX_LENGTH) {
      throw InvalidJwtSvidException.invalid(
          "token of " + token.length() + " characters (expected: at most " + MAX_LENGTH + ")");
    }
    if (token.startsWith("{")) {
      throw InvalidJwtSvidException.invalid(
          "token is in JWS JSON serialization (expected: compact serialization) (JW-02)");
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw InvalidJwtSvidException.invalid(
          "token has " + parts.length + " parts (expected: 3, separated by `.`) (JW-01)");
    }
    return parts;
  }

  private static InvalidJwtSvidException broken(String what, MalformedJsonException e) {
    return new InvalidJwtSvidException(
        JwtRejection.INVALID_SVID, what + " of the token is " + e.getMessage() + " (JW-01)", e);
  }
}
