package io.watchword.identity.json;

/// Text that is no JSON, or not the JSON that was expected. Whoever asked for it says what it was
/// to be.
public final class MalformedJsonException extends IllegalArgumentException {

  MalformedJsonException(String message) {
    super(message);
  }

  MalformedJsonException(String message, Throwable cause) {
    super(message, cause);
  }

  /// What is wrong; never absent.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
