package io.watchword.ca.issuance;

/// A certificate that the CA does not issue, for a reason of its own. The code is one of
/// `docs/errors.md`.
public final class IssuanceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  IssuanceException(String code, String message) {
    super(message);
    this.code = code;
  }

  IssuanceException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// `ca/no-intermediate`, `ca/svid-refused`, `ca/unrecorded`, `ca/policy-denied`, ...
  public String code() {
    return code;
  }
}
