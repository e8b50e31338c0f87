package io.watchword.authz.schema;

/// A schema cannot be used; the message says why, in OPA's words.
public final class SchemaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public SchemaException(String reason) {
    super(reason);
    this.reason = reason;
  }

  public SchemaException(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /// Why, in one sentence.
  public String reason() {
    return reason;
  }
}
