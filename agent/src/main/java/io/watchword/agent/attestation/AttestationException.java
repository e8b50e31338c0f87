package io.watchword.agent.attestation;

/// A caller that cannot be told who it is.
public final class AttestationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AttestationException(String message) {
    super(message);
  }
}
