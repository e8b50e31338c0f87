package io.watchword.agent.svid;

import io.watchword.agent.node.Backoff;
import io.watchword.agent.node.RegisteredEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The place of one entry in the cache. Guarded by the cache's lock, except for the id.
final class Slot {

  private final String id;
  private RegisteredEntry entry;
  private Optional<IssuedSvid> issued = Optional.empty();
  private boolean awaited = true;
  private boolean ordered;
  private String problem = "";
  private Instant dueAt;
  private final Backoff backoff;

  Slot(RegisteredEntry entry, Instant dueAt, RandomGenerator random) {
    this.id = entry.id();
    this.entry = entry;
    this.dueAt = dueAt;
    this.backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), random);
  }

  /// The entry's id, which never changes.
  String id() {
    return id;
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

  EntryState state() {
    return new EntryState(entry, issued, awaited, problem);
  }

  boolean isDue(Instant now) {
    return !ordered && !now.isBefore(dueAt);
  }

  /// Takes a change of the entry; another ID makes what was issued useless.
  void change(RegisteredEntry changed, Instant now) {
    boolean otherId = !changed.spiffeId().equals(entry.spiffeId());
    if (otherId) {
      issued = Optional.empty();
      awaited = true;
    }
    if (otherId || changed.revision() != entry.revision()) {
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

  void failed(String why, Instant now) {
    ordered = false;
    awaited = false;
    problem = why;
    dueAt = now.plus(backoff.next());
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
