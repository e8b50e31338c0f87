package io.watchword.identity.jwt;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bearer's identity, proven: made only by [JwtSvidValidator]. Immutable; any thread.
public final class VerifiedJwtSvid {

  private final JwtSvid svid;
  private final String keyId;

  VerifiedJwtSvid(JwtSvid svid, String keyId) {
    this.svid = svid;
    this.keyId = keyId;
  }

  /// Who it is.
  public SpiffeId id() {
    return svid.id();
  }

  /// Whom the token is meant for; the one who verified it is among them.
  public List<String> audience() {
    return svid.audience();
  }

  /// From when on the token counts no more.
  public Instant expiresAt() {
    return svid.expiresAt();
  }

  /// Every claim of the token.
  public Map<String, @Nullable Object> claims() {
    return svid.claims().all();
  }

  /// Which key of the trust domain signed it.
  public String keyId() {
    return keyId;
  }

  /// The token that was verified.
  public JwtSvid svid() {
    return svid;
  }

  @Override
  public String toString() {
    return svid + " signed by key " + keyId;
  }
}
