package io.watchword.ca.registration;

import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A registration entry: workloads of `parent` with all of `selectors` may hold `id`. What it holds
/// is well-formed; whether it fits this CA is `EntryRules`' to say.
///
/// @param entryId given by the CA
/// @param selectors `type:value`
/// @param ttl of its SVIDs; empty: the CA's default
/// @param hint which of several identities this is; empty for none
/// @param revision 1 for the first, one more at each update
public record Entry(
    String entryId,
    SpiffeId id,
    SpiffeId parent,
    List<String> selectors,
    Optional<Duration> ttl,
    String hint,
    List<String> dnsNames,
    List<String> federatesWith,
    long revision,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  /// Copies the lists.
  public Entry {
    selectors = List.copyOf(selectors);
    dnsNames = List.copyOf(dnsNames);
    federatesWith = List.copyOf(federatesWith);
  }

  /// The same content under the CA's own bookkeeping.
  public Entry as(String newEntryId, long newRevision, Instant newCreatedAt) {
    return new Entry(
        newEntryId,
        id,
        parent,
        selectors,
        ttl,
        hint,
        dnsNames,
        federatesWith,
        newRevision,
        newCreatedAt,
        expiresAt);
  }

  /// Whether it no longer counts.
  public boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }
}
