package io.watchword.agent.node;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;

/// A JWT-SVID as the CA answered it. Nothing is verified yet. Immutable.
///
/// @param token JWS, compact serialization; a secret of its bearer
public record JwtGrant(SpiffeId id, String token, Instant issuedAt, Instant expiresAt) {

  @Override
  public String toString() {
    return "JwtGrant[" + id + ", ***, until " + expiresAt + "]";
  }
}
