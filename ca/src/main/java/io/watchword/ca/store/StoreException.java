package io.watchword.ca.store;

/// The store cannot be opened or asked.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /// `ca/store-unavailable`.
  public String code() {
    return "ca/store-unavailable";
  }
}
