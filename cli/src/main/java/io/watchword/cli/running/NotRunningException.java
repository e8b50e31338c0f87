package io.watchword.cli.running;

/// No running mesh was found, or it does not answer.
public final class NotRunningException extends RuntimeException {

  public NotRunningException(String message) {
    super(message);
  }

  public NotRunningException(String message, Throwable cause) {
    super(message, cause);
  }
}
