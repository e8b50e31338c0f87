package io.watchword.agent.node;

import io.watchword.identity.id.SpiffeId;
import java.util.Set;

/// A registration entry of this agent: who has all `selectors` may have `spiffeId`. Immutable.
///
/// @param hint what the operator calls this identity; empty for none
/// @param revision grows with each change of the entry
public record RegisteredEntry(
    String id, SpiffeId spiffeId, Set<String> selectors, String hint, long revision) {

  /// Copies the selectors.
  public RegisteredEntry {
    selectors = Set.copyOf(selectors);
  }
}
