package io.watchword.agent.workload;

/// The Workload API's socket cannot be had.
public final class SocketException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param message one sentence for people
  public SocketException(String message) {
    super(message);
  }

  /// @param message one sentence for people
  public SocketException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The code of `docs/errors.md`.
  public String code() {
    return "agent/socket-unusable";
  }
}
