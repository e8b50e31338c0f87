package io.watchword.platform.audit;

/// The audit log can not do what it is for.
public abstract sealed class AuditLogException extends RuntimeException
    permits AuditUnavailableException, AuditLogRefusedException {

  private static final long serialVersionUID = 1L;

  private final String code;

  AuditLogException(String code, String message, Throwable cause) {
    super(code + ": " + message, cause);
    this.code = code;
  }

  AuditLogException(String code, String message) {
    super(code + ": " + message);
    this.code = code;
  }

  /// Stable, as in `docs/errors.md`.
  public final String code() {
    return code;
  }
}
