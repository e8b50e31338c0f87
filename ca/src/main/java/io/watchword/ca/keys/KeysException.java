package io.watchword.ca.keys;

import org.jspecify.annotations.Nullable;

/// A key or an authority cannot do what was asked of it. The code is one of `docs/errors.md`.
public class KeysException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code `ca/...`
  public KeysException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// @param code `ca/...`
  public KeysException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// Stable, such as `ca/key-store-unreadable`.
  public String code() {
    return code;
  }
}
