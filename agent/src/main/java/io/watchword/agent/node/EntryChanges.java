package io.watchword.agent.node;

import java.util.List;
import java.util.Set;

/// How the entries of this agent changed. Immutable.
///
/// @param whole whether `present` are all there are; otherwise those that are new or changed
/// @param present in the CA's order: by creation, then by id; the first that fits a workload is its
///   default identity
/// @param removed ids of entries that are gone
public record EntryChanges(boolean whole, List<RegisteredEntry> present, Set<String> removed) {

  /// Copies.
  public EntryChanges {
    present = List.copyOf(present);
    removed = Set.copyOf(removed);
  }

  /// These, and no others.
  public static EntryChanges all(List<RegisteredEntry> entries) {
    return new EntryChanges(true, entries, Set.of());
  }
}
