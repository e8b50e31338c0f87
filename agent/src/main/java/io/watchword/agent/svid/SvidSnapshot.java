package io.watchword.agent.svid;

import java.util.List;
import java.util.Optional;

/// What is held at one moment, for metrics and the admin port. Immutable.
///
/// @param trust empty where the agent has no identity, or has not heard from its CA yet
/// @param registered how many entries there are
/// @param entries those with an SVID, or that are to have one
/// @param whyNot where `trust` is empty
public record SvidSnapshot(
    Optional<MeshTrust> trust, int registered, List<EntryState> entries, String whyNot) {

  /// Copies the entries.
  public SvidSnapshot {
    entries = List.copyOf(entries);
  }
}
