package io.watchword.ca.federation;

/// A relationship that cannot be, or a bundle that cannot be had. The code is one of
/// `docs/errors.md`.
public final class FederationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  FederationException(String code, String message) {
    super(message);
    this.code = code;
  }

  FederationException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// `ca/federation-invalid`, `ca/federation-unknown`, `ca/federation-exists`,
  /// `ca/federation-needed`, `ca/federation-fetch`, `ca/federation-endpoint`.
  public String code() {
    return code;
  }
}
