package io.watchword.agent.node;

/// The agent's state directory cannot be used.
public final class NodeStateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NodeStateException(String message) {
    super(message);
  }

  NodeStateException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The code of `docs/errors.md`.
  public String code() {
    return "agent/state-unusable";
  }
}
