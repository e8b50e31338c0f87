package io.watchword.ca.attestation.k8s;

/// An API server that does not answer as it should; the agent may try again.
final class ApiServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ApiServerException(String message) {
    super(message);
  }

  ApiServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
