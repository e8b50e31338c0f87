package io.watchword.agent.attestation.plugin;

/// An attestor that cannot tell what is true of a workload.
public final class FailedAttestationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param message one sentence for the log; holds no selectors and no secrets
  public FailedAttestationException(String message) {
    super(message);
  }

  /// @param message one sentence for the log; holds no selectors and no secrets
  public FailedAttestationException(String message, Throwable cause) {
    super(message, cause);
  }
}
