package io.watchword.identity.jwt;

/// Why a token is refused, in the words of logs, metrics and reports.
public enum JwtRejection {
  /// No key of its trust domain signed it.
  UNTRUSTED("untrusted"),
  /// It has expired.
  EXPIRED("expired"),
  /// It is not valid yet.
  NOT_YET_VALID("not-yet-valid"),
  /// Nothing is known of its trust domain.
  WRONG_TRUST_DOMAIN("wrong-trust-domain"),
  /// It is meant for somebody else.
  WRONG_AUDIENCE("wrong-audience"),
  /// It breaks a rule of JWT-SVID.
  INVALID_SVID("invalid-svid");

  private final String text;

  JwtRejection(String text) {
    this.text = text;
  }

  /// `untrusted`, `expired`, `not-yet-valid`, `wrong-trust-domain`, `wrong-audience` or
  /// `invalid-svid`.
  public String text() {
    return text;
  }
}
