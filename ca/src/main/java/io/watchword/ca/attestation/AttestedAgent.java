package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;
import java.util.Collection;
import java.util.Set;

/// An agent that proved who it is and is not barred. Made in this package alone.
public final class AttestedAgent {
  private final SpiffeId id;
  private final Set<String> selectors;

  AttestedAgent(SpiffeId id, Collection<String> selectors) {
    this.id = id;
    this.selectors = Set.copyOf(selectors);
  }

  /// Who it is.
  public SpiffeId id() {
    return id;
  }

  /// What its attestation found out.
  public Set<String> selectors() {
    return selectors;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
