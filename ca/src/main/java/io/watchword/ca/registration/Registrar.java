package io.watchword.ca.registration;

import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Third step of an issuance: may this agent have that identity? And the keeper of the entries that
/// say so. Thread-safe.
public final class Registrar {
  private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final TrustDomain trustDomain;
  private final Entries entries;
  private final EntryRules rules;
  private final Duration defaultTtl;
  private final Duration defaultJwtTtl;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param defaultTtl of X.509-SVIDs whose entry names none
  /// @param defaultJwtTtl of JWT-SVIDs whose entry names none
  /// @param random for entry IDs
  public Registrar(
      TrustDomain trustDomain,
      Entries entries,
      EntryRules rules,
      Duration defaultTtl,
      Duration defaultJwtTtl,
      InstantSource clock,
      RandomGenerator random) {
    this.trustDomain = trustDomain;
    this.entries = entries;
    this.rules = rules;
    this.defaultTtl = defaultTtl;
    this.defaultJwtTtl = defaultJwtTtl;
    this.clock = clock;
    this.random = random;
  }

  /// The grant of `entryId` for the workloads of `agent`.
  ///
  /// @param values what stands for the places of the entry's SPIFFE ID, by `type:key`
  /// @throws RegistrationException `ca/entry-unknown`, `ca/entry-not-yours`, `ca/entry-expired`,
  ///   `ca/template-unfilled`, `ca/entry-invalid`
  public Grant workload(AttestedAgent agent, String entryId, Map<String, String> values) {
    Entry entry = servable(agent, entryId);
    return grant("workload", agent, entry, entry.x509Ttl().orElse(defaultTtl), values);
  }

  /// The same for a JWT-SVID.
  public Grant token(AttestedAgent agent, String entryId, Map<String, String> values) {
    Entry entry = servable(agent, entryId);
    return grant("jwt", agent, entry, entry.jwtTtl().orElse(defaultJwtTtl), values);
  }

  private Entry servable(AttestedAgent agent, String entryId) {
    Entry entry = show(entryId);
    // Most entries are the agent's own, and aliases need not be looked up for them.
    if (!entry.parent().equals(agent.id()) && !parentsOf(agent).contains(entry.parent())) {
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
    return entry;
  }

  private Grant grant(
      String kind, AttestedAgent agent, Entry entry, Duration ttl, Map<String, String> values) {
    SpiffeId id = entry.id().fill(values);
    rules.checkFilled(id);
    return new Grant(
        kind,
        id,
        ttl,
        entry.dnsNames(),
        agent.id().toString(),
        Optional.of(entry),
        selectors(entry, values));
  }

  /// What operator `operator` asks for by name.
  ///
  /// @param kind `minted` or `minted-jwt`
  /// @throws RegistrationException `ca/entry-invalid`
  public Grant minted(String kind, SpiffeId id, Optional<Duration> ttl, List<String> dnsNames) {
    rules.checkMinted(id, ttl, dnsNames);
    Duration otherwise = kind.equals("minted") ? defaultTtl : defaultJwtTtl;
    return new Grant(kind, id, ttl.orElse(otherwise), dnsNames, "", Optional.empty(), List.of());
  }

  /// The grant of an agent's own identity.
  public Grant node(AttestedAgent agent) {
    return new Grant(
        "node",
        agent.id(),
        defaultTtl,
        List.of(),
        agent.id().toString(),
        Optional.empty(),
        List.of());
  }

  /// The grant of the CA's own identity.
  public Grant ca() {
    return new Grant("ca", caId(), defaultTtl, List.of(), "", Optional.empty(), List.of());
  }

  /// All entries, in the order of their creation.
  public List<Entry> all() {
    return entries.all();
  }

  /// Those that `agent` serves now: its own, and those of every alias that its node has.
  public Served servedBy(AttestedAgent agent) {
    // Marks first: what changes in between is found out of date at the next look.
    Map<SpiffeId, Long> marks = new HashMap<>();
    marks.put(caId(), entries.mark(caId()));
    Set<SpiffeId> parents = parentsOf(agent);
    parents.forEach(parent -> marks.put(parent, entries.mark(parent)));
    Instant now = clock.instant();
    List<Entry> served =
        parents.stream()
            .flatMap(parent -> entries.ofParent(parent).stream())
            .filter(entry -> !entry.isExpired(now))
            .toList();
    Optional<Instant> until =
        Stream.concat(served.stream(), entries.ofParent(caId()).stream())
            .flatMap(entry -> entry.expiresAt().stream())
            .filter(now::isBefore)
            .min(Comparator.naturalOrder());
    List<TrustDomain> foreign =
        served.stream()
            .flatMap(entry -> entry.federatesWith().stream())
            .distinct()
            .sorted()
            .map(TrustDomain::new)
            .toList();
    return new Served(served, foreign, marks, until);
  }

  /// Whether `servedBy` would answer the same still.
  public boolean isCurrent(Served served) {
    return served.until().filter(end -> !clock.instant().isBefore(end)).isEmpty()
        && served.marks().entrySet().stream()
            .allMatch(mark -> entries.mark(mark.getKey()) == mark.getValue());
  }

  // INVARIANT: an alias comes from what the CA's own attestation found out, never from the agent.
  private Set<SpiffeId> parentsOf(AttestedAgent agent) {
    Set<SpiffeId> parents = new LinkedHashSet<>(Set.of(agent.id()));
    entries.ofParent(caId()).stream()
        .filter(entry -> !entry.isExpired(clock.instant()))
        // Neither an alias without selectors, which would be everybody's, nor one without a name.
        .filter(entry -> !entry.selectors().isEmpty() && entry.id().isConstant())
        .filter(entry -> agent.selectors().containsAll(entry.selectors()))
        .forEach(entry -> parents.add(entry.id().sample()));
    return parents;
  }

  private SpiffeId caId() {
    return new SpiffeId(trustDomain, "/watchword/ca");
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
  public Entry draft(Entry wanted) {
    rules.check(wanted);
    refuseSame(wanted);
    if (wanted.entryId().isEmpty()) {
      return wanted.as(newEntryId(), 1, clock.instant());
    }
    if (!ENTRY_ID.matcher(wanted.entryId()).matches()) {
      throw new RegistrationException(
          "ca/entry-invalid",
          "entry id `"
              + wanted.entryId()
              + "` (expected: 1 to 64 letters, digits, `.`, `-` or `_`)");
    }
    if (entries.find(wanted.entryId()).isPresent()) {
      throw new RegistrationException(
          "ca/entry-exists", "there is an entry `" + wanted.entryId() + "` already");
    }
    return wanted.as(wanted.entryId(), 1, clock.instant());
  }

  /// Stores a drafted entry unless somebody else was faster.
  ///
  /// @throws RegistrationException `ca/entry-exists`
  public void add(Entry entry) {
    entries.exclusively(
        () -> {
          refuseSame(entry);
          entries.put(entry);
          return entry;
        });
  }

  /// The entry that is there, as `wanted` changes it; nothing is stored.
  ///
  /// @throws RegistrationException `ca/entry-unknown`, `ca/entry-invalid`, `ca/entry-changed` where
  ///   `wanted.revision()` is neither 0 nor the one that is there
  public Entry revise(Entry wanted) {
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
  public void replace(Entry revised) {
    entries.exclusively(
        () -> {
          refuseChanged(revised);
          entries.put(revised);
          return revised;
        });
  }

  /// Forgets the entry with `entryId`.
  ///
  /// @throws RegistrationException `ca/entry-unknown`
  public void delete(String entryId) {
    entries.exclusively(
        () -> {
          Entry present = show(entryId);
          entries.delete(entryId);
          return present;
        });
  }

  /// Which changes would make the entries of `source` what its files say; nothing is stored.
  ///
  /// @param keep whether entries that the files do not have any more stay
  /// @throws RegistrationException `ca/entry-invalid`
  public List<EntryChange> plan(List<Entry> wanted, String source, boolean keep) {
    wanted.forEach(rules::check);
    return EntryPlan.of(entries.all(), wanted, source, keep);
  }

  /// Those of `planned` that are changes, as they are to be carried out: entries that come have
  /// their names, revisions are counted. Nothing is stored.
  public List<EntryChange> drafted(List<EntryChange> planned) {
    return planned.stream()
        .map(
            change ->
                switch (change.kind()) {
                  case CREATE -> change.becoming(draft(change.subject()));
                  case UPDATE -> change.becoming(revise(change.subject()));
                  case DELETE, UNCHANGED -> change;
                })
        .toList();
  }

  /// Carries out drafted changes in one step, unless somebody else changed one of the entries.
  ///
  /// @throws RegistrationException `ca/entry-changed`, `ca/entry-exists`, `ca/entry-unknown`: none
  ///   of them is carried out
  public void carryOut(List<EntryChange> drafted) {
    entries.exclusively(
        () -> {
          List<Entry> puts = new ArrayList<>();
          List<String> deletes = new ArrayList<>();
          for (EntryChange change : drafted) {
            Entry subject = change.subject();
            switch (change.kind()) {
              case CREATE -> {
                refuseSame(subject);
                puts.add(subject);
              }
              case UPDATE -> {
                refuseChanged(subject);
                puts.add(subject);
              }
              case DELETE -> deletes.add(show(subject.entryId()).entryId());
              case UNCHANGED -> {}
            }
          }
          entries.change(puts, deletes);
          return drafted;
        });
  }

  private void refuseChanged(Entry revised) {
    Entry present = show(revised.entryId());
    if (present.revision() + 1 != revised.revision()) {
      throw new RegistrationException(
          "ca/entry-changed", "entry `" + revised.entryId() + "` was changed at the same time");
    }
  }

  private void refuseSame(Entry wanted) {
    entries
        .like(wanted)
        .ifPresent(
            entry -> {
              throw new RegistrationException(
                  "ca/entry-exists",
                  "entry `"
                      + entry.entryId()
                      + "` says the same of parent, selectors and SPIFFE ID");
            });
  }

  // What the agent found besides, so that the records say why this ID.
  private static List<String> selectors(Entry entry, Map<String, String> values) {
    List<String> selectors = new ArrayList<>(entry.selectors());
    values.forEach((key, value) -> selectors.add(key + ":" + value));
    return selectors.stream().distinct().toList();
  }

  private String newEntryId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
