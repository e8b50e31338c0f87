package io.watchword.ca.journal;

/// A journal that cannot be used. Whoever gets it must refuse the effect that it was to record.
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code one of `code()`
  public JournalException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// @param code one of `code()`
  public JournalException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// `ca/journal-corrupt`, `ca/journal-unavailable`, `ca/lease-lost`.
  public String code() {
    return code;
  }
}
