package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;

/// An agent that proved who it is and is not barred. Made in this package alone.
public final class AttestedAgent {
  private final SpiffeId id;

  AttestedAgent(SpiffeId id) {
    this.id = id;
  }

  /// Who it is.
  public SpiffeId id() {
    return id;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
