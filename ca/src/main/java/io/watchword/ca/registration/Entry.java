package io.watchword.ca.registration;

import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A registration entry: workloads of `parent` with all of `selectors` may hold `id`. What it holds
/// is well-formed; whether it fits this CA is `EntryRules`' to say.
///
/// @param entryId given by the CA
/// @param selectors `type:value`
/// @param x509Ttl of its X.509-SVIDs; empty: the CA's default
/// @param jwtTtl of its JWT-SVIDs; empty: the CA's default
/// @param hint which of several identities this is; empty for none
/// @param federatesWith names of foreign trust domains whose bundles its workloads get
/// @param source name of the set of files it was applied from; empty where it was made by hand
/// @param revision 1 for the first, one more at each update
public record Entry(
    String entryId,
    IdTemplate id,
    SpiffeId parent,
    List<String> selectors,
    Optional<Duration> x509Ttl,
    Optional<Duration> jwtTtl,
    String hint,
    List<String> dnsNames,
    List<String> federatesWith,
    Set<EntryTrait> traits,
    String source,
    long revision,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  /// Copies the collections.
  public Entry {
    selectors = List.copyOf(selectors);
    dnsNames = List.copyOf(dnsNames);
    federatesWith = List.copyOf(federatesWith);
    traits = Set.copyOf(traits);
  }

  /// An entry with no more than it must have, as an operator may want it.
  public static Entry wanted(IdTemplate id, SpiffeId parent, List<String> selectors) {
    return new Entry(
        "",
        id,
        parent,
        selectors,
        Optional.empty(),
        Optional.empty(),
        "",
        List.of(),
        List.of(),
        Set.of(),
        "",
        0,
        Instant.EPOCH,
        Optional.empty());
  }

  /// The same content under the CA's own bookkeeping.
  public Entry as(String newEntryId, long newRevision, Instant newCreatedAt) {
    return new Entry(
        newEntryId,
        id,
        parent,
        selectors,
        x509Ttl,
        jwtTtl,
        hint,
        dnsNames,
        federatesWith,
        traits,
        source,
        newRevision,
        newCreatedAt,
        expiresAt);
  }

  /// Whether `trait` is one of its.
  public boolean has(EntryTrait trait) {
    return traits.contains(trait);
  }

  /// Whether it no longer counts.
  public boolean isExpired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }
}
