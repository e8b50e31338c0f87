package io.watchword.identity.workload;

import io.watchword.identity.id.IdentityException;

/// There is no identity to act with: none has come yet, or the last one has ended.
public final class NoIdentityException extends IdentityException {

  /// @param message what was waited for, and what came instead
  public NoIdentityException(String message) {
    super("identity/no-identity", message);
  }
}
