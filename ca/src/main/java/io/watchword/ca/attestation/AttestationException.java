package io.watchword.ca.attestation;

/// A caller that is not who it would have to be. The code is one of `docs/errors.md`.
public final class AttestationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  AttestationException(String code, String message) {
    super(message);
    this.code = code;
  }

  AttestationException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// `ca/token-refused`, `ca/attestation-unknown`, `ca/evidence-refused`, `ca/agent-attested`,
  /// `ca/agent-unverified`, `ca/agent-unknown`, `ca/agent-evicted`, `ca/agent-banned`.
  public String code() {
    return code;
  }

  /// Whether the caller is known and barred, rather than not known.
  public boolean isBarred() {
    return code.equals("ca/agent-evicted")
        || code.equals("ca/agent-banned")
        || code.equals("ca/agent-attested");
  }
}
