package io.watchword.agent.delegated;

import io.watchword.agent.attestation.ProcessKey;
import java.util.Optional;
import java.util.Set;

/// On whose behalf a delegate asks. Immutable.
///
/// @param process empty where the delegate named selectors
public record Subject(Set<String> selectors, Optional<ProcessKey> process) {

  /// Copies the selectors.
  public Subject {
    selectors = Set.copyOf(selectors);
  }
}
