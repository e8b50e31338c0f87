package io.watchword.authz.builtin;

/// A built-in was given something it cannot work with.
public final class BuiltinFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BuiltinFailedException(String message) {
    super(message);
  }
}
