package io.watchword.ca.authority;

/// Something about roots that cannot be done now. The code is one of `docs/errors.md`.
public final class AuthorityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  AuthorityException(String code, String message) {
    super(message);
    this.code = code;
  }

  AuthorityException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// `ca/rotation-under-way`, `ca/rotation-moved`, `ca/no-rotation`, `ca/rotation-unknown`,
  /// `ca/without-reason`, `ca/truster-unknown`, `ca/root-unknown`, `ca/root-active`,
  /// `ca/confirmation-differs`, `ca/jwt-key-unknown`, `ca/jwt-key-active`, `ca/no-intermediate`,
  /// `ca/authority-journal`, `ca/trusters-unreadable`, `ca/too-late-to-abort`, `ca/no-jwt-keys`,
  /// `ca/consumer-name`, `ca/bundle-unknown`.
  public String code() {
    return code;
  }
}
