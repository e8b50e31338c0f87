package io.watchword.identity.svid;

import io.watchword.identity.id.IdentityException;

/// A certificate chain that proves no identity, and why.
public final class InvalidSvidException extends IdentityException {

  private final SvidRejection reason;

  InvalidSvidException(SvidRejection reason, String message) {
    super("identity/" + reason.text(), message);
    this.reason = reason;
  }

  InvalidSvidException(SvidRejection reason, String message, Throwable cause) {
    super("identity/" + reason.text(), message, cause);
    this.reason = reason;
  }

  static InvalidSvidException invalid(String message) {
    return new InvalidSvidException(SvidRejection.INVALID_SVID, message);
  }

  /// Why, as coarse as logs and metrics want it.
  public SvidRejection reason() {
    return reason;
  }
}
