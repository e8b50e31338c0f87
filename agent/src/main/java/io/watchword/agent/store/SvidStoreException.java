package io.watchword.agent.store;

/// The folder of the SVID store cannot be used.
public final class SvidStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param message one sentence for people
  SvidStoreException(String message) {
    super(message);
  }

  /// @param message one sentence for people
  SvidStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The code of `docs/errors.md`.
  public String code() {
    return "agent/svid-store-unusable";
  }
}
