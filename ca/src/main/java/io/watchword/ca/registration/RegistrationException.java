package io.watchword.ca.registration;

/// An entry that cannot be, or that gives no right. The code is one of `docs/errors.md`.
public final class RegistrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  RegistrationException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// `ca/entry-invalid`, `ca/entry-unknown`, `ca/entry-exists`, `ca/entry-changed`,
  /// `ca/entry-not-yours`, `ca/entry-expired`, `ca/template-unfilled`.
  public String code() {
    return code;
  }
}
