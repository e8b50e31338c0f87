package io.watchword.identity.workload.wire;

import io.watchword.identity.id.IdentityException;

/// The agent did not answer a question, or answered no.
public final class CallFailedException extends IdentityException {

  private final StreamEnd end;

  CallFailedException(StreamEnd end) {
    super("identity/workload-api", "the Workload API answered " + end.why());
    this.end = end;
  }

  /// What was answered.
  public StreamEnd end() {
    return end;
  }
}
