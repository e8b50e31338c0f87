package io.watchword.identity.jwt;

import io.watchword.identity.id.IdentityException;

/// A token that proves no identity, and why. The message never holds the token.
public final class InvalidJwtSvidException extends IdentityException {

  private final JwtRejection reason;

  InvalidJwtSvidException(JwtRejection reason, String message) {
    super("identity/" + reason.text(), message);
    this.reason = reason;
  }

  InvalidJwtSvidException(JwtRejection reason, String message, Throwable cause) {
    super("identity/" + reason.text(), message, cause);
    this.reason = reason;
  }

  static InvalidJwtSvidException invalid(String message) {
    return new InvalidJwtSvidException(JwtRejection.INVALID_SVID, message);
  }

  /// Why, as coarse as logs and metrics want it.
  public JwtRejection reason() {
    return reason;
  }
}
