package io.watchword.authz.value;

/// A value that would be larger than values may be.
public final class ValueLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ValueLimitException(String message) {
    super(message);
  }
}
