package io.watchword.identity.svid;

/// Why a peer's SVID is refused, in the words of logs, metrics and reports.
public enum SvidRejection {
  /// It leads to no root of its trust domain.
  UNTRUSTED("untrusted"),
  /// It, or an authority above it, has expired.
  EXPIRED("expired"),
  /// It, or an authority above it, is not valid yet.
  NOT_YET_VALID("not-yet-valid"),
  /// Nothing is known of its trust domain, or it is not one that is asked for.
  WRONG_TRUST_DOMAIN("wrong-trust-domain"),
  /// Its issuer has revoked it, or an authority above it; or nobody can tell, and that is not good
  /// enough here.
  REVOKED("revoked"),
  /// It breaks a rule of X.509-SVID or RFC 5280.
  INVALID_SVID("invalid-svid");

  private final String text;

  SvidRejection(String text) {
    this.text = text;
  }

  /// `untrusted`, `expired`, `not-yet-valid`, `wrong-trust-domain`, `revoked` or `invalid-svid`.
  public String text() {
    return text;
  }
}
