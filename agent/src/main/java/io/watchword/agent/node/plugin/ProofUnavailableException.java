package io.watchword.agent.node.plugin;

/// A proof that cannot be given now: a file that is not there, a service that does not answer.
public final class ProofUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param message one sentence for the log; holds no secret
  public ProofUnavailableException(String message) {
    super(message);
  }

  /// @param message one sentence for the log; holds no secret
  public ProofUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
