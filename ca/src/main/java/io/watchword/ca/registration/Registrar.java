package io.watchword.ca.registration;

import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/// Third step of an issuance: may this agent have that identity? And the keeper of the entries that
/// say so. Thread-safe.
public final class Registrar {
  private final TrustDomain trustDomain;
  private final Entries entries;
  private final EntryRules rules;
  private final Duration defaultTtl;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param defaultTtl of SVIDs whose entry names none
  /// @param random for entry IDs
  public Registrar(
      TrustDomain trustDomain,
      Entries entries,
      EntryRules rules,
      Duration defaultTtl,
      InstantSource clock,
      RandomGenerator random) {
    this.trustDomain = trustDomain;
    this.entries = entries;
    this.rules = rules;
    this.defaultTtl = defaultTtl;
    this.clock = clock;
    this.random = random;
  }

  /// The grant of `entryId` for the workloads of `agent`.
  ///
  /// @throws RegistrationException `ca/entry-unknown`, `ca/entry-not-yours`, `ca/entry-expired`
  public Grant workload(AttestedAgent agent, String entryId) {
    Entry entry = show(entryId);
    if (!entry.parent().equals(agent.id())) {
      throw new RegistrationException(
          "ca/entry-not-yours",
          "entry `"
              + entryId
              + "` belongs to `"
              + entry.parent()
              + "`, not to `"
              + agent.id()
              + "`");
    }
    if (entry.isExpired(clock.instant())) {
      throw new RegistrationException("ca/entry-expired", "entry `" + entryId + "` has expired");
    }
    return new Grant(
        "workload",
        entry.id(),
        entry.x509Ttl().orElse(defaultTtl),
        entry.dnsNames(),
        agent.id().toString(),
        entryId,
        entry.selectors());
  }

  /// The grant of an agent's own identity.
  public Grant node(AttestedAgent agent) {
    return new Grant(
        "node", agent.id(), defaultTtl, List.of(), agent.id().toString(), "", List.of());
  }

  /// The grant of the CA's own identity.
  public Grant ca() {
    SpiffeId id = new SpiffeId(trustDomain, "/watchword/ca");
    return new Grant("ca", id, defaultTtl, List.of(), "", "", List.of());
  }

  /// All entries, in the order of their creation.
  public List<Entry> all() {
    return entries.all();
  }

  /// Those that `agent` serves now.
  public List<Entry> servedBy(AttestedAgent agent) {
    return entries.ofParent(agent.id()).stream()
        .filter(entry -> !entry.isExpired(clock.instant()))
        .toList();
  }

  /// The entry with `entryId`.
  ///
  /// @throws RegistrationException `ca/entry-unknown`
  public Entry show(String entryId) {
    return entries
        .find(entryId)
        .orElseThrow(
            () -> new RegistrationException("ca/entry-unknown", "no entry `" + entryId + "`"));
  }

  /// The entry that `wanted` becomes; nothing is stored.
  ///
  /// @throws RegistrationException `ca/entry-invalid`, `ca/entry-exists`
  public synchronized Entry draft(Entry wanted) {
    rules.check(wanted);
    entries.ofParent(wanted.parent()).stream()
        .filter(entry -> isSame(entry, wanted))
        .findFirst()
        .ifPresent(
            entry -> {
              throw new RegistrationException(
                  "ca/entry-exists",
                  "entry `"
                      + entry.entryId()
                      + "` says the same of parent, selectors and SPIFFE ID");
            });
    return wanted.as(newEntryId(), 1, clock.instant());
  }

  /// Stores a drafted entry.
  public synchronized void add(Entry entry) {
    entries.put(entry);
  }

  /// The entry that is there, as `wanted` changes it; nothing is stored.
  ///
  /// @throws RegistrationException `ca/entry-unknown`, `ca/entry-invalid`, `ca/entry-changed` where
  ///   `wanted.revision()` is neither 0 nor the one that is there
  public synchronized Entry revise(Entry wanted) {
    Entry present = show(wanted.entryId());
    if (wanted.revision() != 0 && wanted.revision() != present.revision()) {
      throw new RegistrationException(
          "ca/entry-changed",
          "entry `"
              + wanted.entryId()
              + "` is at revision "
              + present.revision()
              + ", not "
              + wanted.revision());
    }
    rules.check(wanted);
    return wanted.as(present.entryId(), present.revision() + 1, present.createdAt());
  }

  /// Stores a revised entry unless somebody else was faster.
  ///
  /// @throws RegistrationException `ca/entry-changed`, `ca/entry-unknown`
  public synchronized void replace(Entry revised) {
    Entry present = show(revised.entryId());
    if (present.revision() + 1 != revised.revision()) {
      throw new RegistrationException(
          "ca/entry-changed", "entry `" + revised.entryId() + "` was changed at the same time");
    }
    entries.put(revised);
  }

  /// Forgets the entry with `entryId`.
  public synchronized void delete(String entryId) {
    show(entryId);
    entries.delete(entryId);
  }

  private static boolean isSame(Entry a, Entry b) {
    return a.id().equals(b.id())
        && a.parent().equals(b.parent())
        && a.hint().equals(b.hint())
        && a.selectors().size() == b.selectors().size()
        && a.selectors().containsAll(b.selectors());
  }

  private String newEntryId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
