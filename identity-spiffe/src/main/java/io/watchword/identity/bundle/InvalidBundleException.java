package io.watchword.identity.bundle;

import io.watchword.identity.id.IdentityException;

/// A trust bundle that cannot be read; nothing of it is used.
public final class InvalidBundleException extends IdentityException {

  InvalidBundleException(String message) {
    super("identity/invalid-bundle", message);
  }

  InvalidBundleException(String message, Throwable cause) {
    super("identity/invalid-bundle", message, cause);
  }
}
