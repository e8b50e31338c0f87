package io.watchword.tests.conformance.spiffe;

/// A command line that is not understood.
final class UsageException extends RuntimeException {

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
