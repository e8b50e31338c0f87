package io.watchword.agent.node;

import java.time.Duration;

/// A call to the CA that failed.
public final class CaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// What to do about it.
  public enum Kind {
    /// Cannot be reached: try again.
    UNAVAILABLE,
    /// Is too busy, or this agent asks too much: try again, not before [CaException#retryAfter].
    BUSY,
    /// The CA answered that this agent is not welcome (evicted, banned, token used): only a new
    /// join token helps.
    NOT_WELCOME,
    /// The answer is not what it must be: nothing of it is used.
    BAD_ANSWER
  }

  private final Kind kind;
  private final Duration retryAfter;

  /// @param message one sentence for people
  public CaException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.retryAfter = Duration.ZERO;
  }

  /// @param message one sentence for people
  public CaException(Kind kind, String message, Throwable cause) {
    this(kind, message, Duration.ZERO, cause);
  }

  /// @param message one sentence for people
  /// @param retryAfter what the CA asked for; zero: nothing
  public CaException(Kind kind, String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /// What to do about it.
  public Kind kind() {
    return kind;
  }

  /// How long the CA wants to be left in peace; zero where it did not say.
  public Duration retryAfter() {
    return retryAfter;
  }
}
