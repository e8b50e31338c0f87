package io.watchword.agent.svid;

import io.watchword.identity.bundle.X509Bundle;
import java.util.List;
import java.util.Optional;

/// What can be served now. Immutable.
///
/// @param trust the trust domain's roots; empty where the agent has no identity, or has not heard
///   from its CA yet
/// @param entries in the CA's order
/// @param whyNot where `trust` is empty
public record SvidSnapshot(Optional<X509Bundle> trust, List<EntryState> entries, String whyNot) {

  /// Copies the entries.
  public SvidSnapshot {
    entries = List.copyOf(entries);
  }

  /// Nothing can be served.
  static SvidSnapshot nothing(String whyNot) {
    return new SvidSnapshot(Optional.empty(), List.of(), whyNot);
  }
}
