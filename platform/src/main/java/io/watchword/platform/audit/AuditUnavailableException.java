package io.watchword.platform.audit;

/// A record could not be written: the effect it announces must not happen. The log recovers by
/// itself when the disk does.
public final class AuditUnavailableException extends AuditLogException {

  private static final long serialVersionUID = 1L;

  private final String why;

  /// @param why lower case, without full stop
  public AuditUnavailableException(String why, Throwable cause) {
    super("platform/audit-unavailable", why, cause);
    this.why = why;
  }

  /// @param why lower case, without full stop
  public AuditUnavailableException(String why) {
    super("platform/audit-unavailable", why);
    this.why = why;
  }

  /// The message without its code.
  String why() {
    return why;
  }
}
