package io.watchword.ca.csr;

/// A certificate request that is not good enough. The code is one of `docs/errors.md`.
public final class RefusedCsrException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  RefusedCsrException(String code, String message) {
    super(message);
    this.code = code;
  }

  RefusedCsrException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// For a key that signs certificates.
  public static RefusedCsrException signingKey() {
    return new RefusedCsrException("ca/csr-key-refused", "a key that signs certificates itself");
  }

  /// `ca/csr-malformed`, `ca/csr-key-refused`, `ca/csr-unproved`.
  public String code() {
    return code;
  }
}
