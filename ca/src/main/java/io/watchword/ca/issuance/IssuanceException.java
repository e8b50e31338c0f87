package io.watchword.ca.issuance;

/// A certificate that the CA does not issue, for a reason of its own. The code is one of
/// `docs/errors.md`.
public final class IssuanceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code `ca/...`
  public IssuanceException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// @param code `ca/...`
  public IssuanceException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// `ca/no-intermediate`, `ca/svid-refused`, `ca/unrecorded`, `ca/policy-denied`, `ca/no-jwt-key`,
  /// `ca/audience-refused`, `ca/not-downstream`, `ca/svid-unknown`, `ca/not-revocable`.
  public String code() {
    return code;
  }
}
