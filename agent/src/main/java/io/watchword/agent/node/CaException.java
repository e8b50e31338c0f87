package io.watchword.agent.node;

/// A call to the CA that failed.
public final class CaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// What to do about it.
  public enum Kind {
    /// Cannot be reached, or is too busy: try again.
    UNAVAILABLE,
    /// The CA answered that this agent is not welcome (evicted, banned, token used): only a new
    /// join token helps.
    NOT_WELCOME,
    /// The answer is not what it must be: nothing of it is used.
    BAD_ANSWER
  }

  private final Kind kind;

  /// @param message one sentence for people
  public CaException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// @param message one sentence for people
  public CaException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What to do about it.
  public Kind kind() {
    return kind;
  }
}
