package io.watchword.agent.svid;

import io.watchword.agent.node.Backoff;
import io.watchword.agent.node.IdTemplate;
import io.watchword.agent.node.RegisteredEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The place of one SPIFFE ID of one entry in the cache. Guarded by the cache's lock, except for
/// what never changes.
final class Slot {

  private final String entryId;
  private final IdTemplate.Resolved resolved;
  private RegisteredEntry entry;
  private Optional<IssuedSvid> issued = Optional.empty();
  private boolean awaited = true;
  private boolean ordered;
  private boolean asked;
  private String problem = "";
  private Instant dueAt;
  private Instant usedAt;
  private final Backoff backoff;

  Slot(RegisteredEntry entry, IdTemplate.Resolved resolved, Instant dueAt, RandomGenerator random) {
    this.entryId = entry.id();
    this.resolved = resolved;
    this.entry = entry;
    this.dueAt = dueAt;
    this.usedAt = dueAt;
    this.backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), random);
  }

  /// The entry's id.
  String entryId() {
    return entryId;
  }

  /// The SPIFFE ID, and what stands for the template's variables.
  IdTemplate.Resolved resolved() {
    return resolved;
  }

  RegisteredEntry entry() {
    return entry;
  }

  Optional<IssuedSvid> issued() {
    return issued;
  }

  Instant dueAt() {
    return dueAt;
  }

  Instant usedAt() {
    return usedAt;
  }

  boolean isStored() {
    return entry.delivery() == RegisteredEntry.Delivery.STORED;
  }

  EntryState state() {
    return new EntryState(entry, resolved, issued, awaited, problem);
  }

  boolean isDue(Instant now) {
    return !ordered && !now.isBefore(dueAt);
  }

  /// Whether somebody waits for its first SVID, and it is not ordered yet.
  boolean isWantedNow() {
    return asked && awaited && !ordered;
  }

  /// Somebody asked for it.
  void used(Instant now) {
    asked = true;
    usedAt = now;
  }

  /// Takes a change of the entry, whose SPIFFE ID is still the same.
  void change(RegisteredEntry changed, Instant now) {
    if (changed.revision() != entry.revision()) {
      hurry(now);
    }
    entry = changed;
  }

  /// Brings the next attempt forward.
  void hurry(Instant when) {
    if (when.isBefore(dueAt)) {
      dueAt = when;
    }
  }

  void ordered() {
    ordered = true;
  }

  void succeeded(IssuedSvid svid) {
    ordered = false;
    awaited = false;
    problem = "";
    issued = Optional.of(svid);
    dueAt = svid.renewAt();
    backoff.reset();
  }

  /// @param atLeast how long the CA wants to be left in peace
  void failed(String why, Instant now, Duration atLeast) {
    ordered = false;
    awaited = false;
    problem = why;
    Duration own = backoff.next();
    dueAt = now.plus(own.compareTo(atLeast) < 0 ? atLeast.plus(own) : own);
  }

  /// Contact with the CA is back: what failed for want of it is tried again.
  void forgive(Instant now) {
    if (!problem.isEmpty()) {
      backoff.reset();
      hurry(now);
      awaited = issued.filter(one -> !one.svid().isExpired(now)).isEmpty();
    }
  }
}
