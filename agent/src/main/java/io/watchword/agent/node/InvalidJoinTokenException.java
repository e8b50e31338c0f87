package io.watchword.agent.node;

/// Text that is no join token.
public final class InvalidJoinTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidJoinTokenException(String message) {
    super(message);
  }

  /// The code of `docs/errors.md`.
  public String code() {
    return "agent/join-token-malformed";
  }
}
