package io.watchword.ca.registration;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The entries that an agent serves, and how to tell without looking them up whether they still
/// are.
///
/// @param federatesWith the foreign trust domains that some of them federate with, in order
/// @param marks of each parent that the agent is, and of the one under which aliases stand
/// @param until the first of them ends by itself
public record Served(
    List<Entry> entries,
    List<TrustDomain> federatesWith,
    Map<SpiffeId, Long> marks,
    Optional<Instant> until) {

  /// Copies the collections.
  public Served {
    entries = List.copyOf(entries);
    federatesWith = List.copyOf(federatesWith);
    marks = Map.copyOf(marks);
  }
}
