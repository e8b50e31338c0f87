package io.watchword.ca.node;

import io.watchword.identity.id.SpiffeId;

/// No agent of that ID.
public final class UnknownAgentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownAgentException(SpiffeId id) {
    super("`" + id + "` is no agent of this CA");
  }

  /// `ca/agent-unknown`.
  public String code() {
    return "ca/agent-unknown";
  }
}
