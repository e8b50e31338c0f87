package io.watchword.identity.workload.wire;

import io.watchword.identity.id.IdentityException;

/// A message of the Workload API that lacks what it must have, or has it broken.
public final class UnusableMessageException extends IdentityException {

  UnusableMessageException(String message) {
    super("identity/unusable-message", message);
  }

  UnusableMessageException(String message, Throwable cause) {
    super("identity/unusable-message", message, cause);
  }
}
