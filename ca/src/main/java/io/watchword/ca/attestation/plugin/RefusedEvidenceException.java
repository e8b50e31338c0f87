package io.watchword.ca.attestation.plugin;

/// What a node showed does not prove that it may come in.
public final class RefusedEvidenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message one sentence for the agent's operator; holds no secret
  public RefusedEvidenceException(String message) {
    super(message);
  }

  /// @param message one sentence for the agent's operator; holds no secret
  public RefusedEvidenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
