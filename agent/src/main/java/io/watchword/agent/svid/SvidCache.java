package io.watchword.agent.svid;

import io.watchword.agent.node.CaException;
import io.watchword.agent.node.HalfLife;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.RequestedKey;
import io.watchword.agent.node.SvidOrder;
import io.watchword.agent.node.SvidOutcome;
import io.watchword.agent.node.SyncState;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SVIDs of all entries of this host: ordered as soon as an entry is known, renewed at half
/// their life, and at once (with a little jitter) when the CA issues under another root. Keys are
/// made here, one per SVID, and are never written down.
///
/// Thread-safe: changes under one lock, readers take the newest [SvidSnapshot]. [#renewDue] is
/// called every second; the CA is asked on `executor`, never more than [#MAX_UNDER_WAY] batches at
/// a time.
public final class SvidCache {

  private static final Logger log = LoggerFactory.getLogger(SvidCache.class);
  static final int BATCH = 50;
  static final int MAX_UNDER_WAY = 2;
  private static final int JITTER_MILLIS = 500;

  private final SvidIssuer issuer;
  private final SvidEvents events;
  private final Executor executor;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final HalfLife halfLife;
  private final X509SvidValidator validator = new X509SvidValidator();
  private final Runnable onChange;

  private final Object lock = new Object();
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private @Nullable X509Bundle trust;
  private String issuingRoot = "";
  private Optional<Instant> nextExpiry = Optional.empty();
  private int underWay;
  private volatile SvidSnapshot snapshot =
      SvidSnapshot.nothing("the agent has not heard from its CA yet");

  /// @param executor may block: one virtual thread a task
  /// @param onChange called after each new snapshot, from any thread; must not block
  public SvidCache(
      SvidIssuer issuer,
      SvidEvents events,
      Executor executor,
      InstantSource clock,
      RandomGenerator random,
      Runnable onChange) {
    this.issuer = issuer;
    this.events = events;
    this.executor = executor;
    this.clock = clock;
    this.random = random;
    this.halfLife = new HalfLife(random);
    this.onChange = onChange;
  }

  /// What can be served now.
  public SvidSnapshot snapshot() {
    return snapshot;
  }

  /// Takes the CA's newest state: orders what is new, forgets what is gone, hurries what stands
  /// under another root than the issuing one.
  public void update(SyncState state) {
    Instant now = clock.instant();
    synchronized (lock) {
      trust = state.trust();
      issuingRoot = state.issuingRootSha256();
      Map<String, Slot> before = new LinkedHashMap<>(slots);
      slots.clear();
      for (RegisteredEntry entry : state.entries()) {
        Slot slot = before.get(entry.id());
        if (slot == null) {
          slot = new Slot(entry, now, random);
        } else {
          slot.change(entry, now);
          slot.forgive(now);
        }
        slots.put(entry.id(), slot);
        if (isUnderAnotherRoot(slot)) {
          slot.hurry(now.plusMillis(random.nextInt(JITTER_MILLIS)));
        }
      }
      publish(now);
    }
    onChange.run();
    renewDue();
  }

  /// Forgets every SVID and key: the agent may not speak for anybody any more.
  public void clear(String why) {
    synchronized (lock) {
      slots.clear();
      trust = null;
      nextExpiry = Optional.empty();
      snapshot = SvidSnapshot.nothing(why);
    }
    onChange.run();
  }

  /// Orders what is due, and takes back what expired.
  public void renewDue() {
    Instant now = clock.instant();
    boolean expired;
    synchronized (lock) {
      expired = nextExpiry.filter(now::isAfter).isPresent();
      if (expired) {
        publish(now);
      }
      List<Slot> due =
          slots.values().stream()
              .filter(slot -> slot.isDue(now))
              .sorted(Comparator.comparing(Slot::dueAt))
              .toList();
      for (int at = 0; at < due.size() && underWay < MAX_UNDER_WAY; at += BATCH) {
        List<Slot> batch = due.subList(at, Math.min(at + BATCH, due.size()));
        batch.forEach(Slot::ordered);
        underWay++;
        executor.execute(() -> order(batch));
      }
    }
    if (expired) {
      onChange.run();
    }
  }

  private void order(List<Slot> batch) {
    Map<String, RequestedKey> keys = new LinkedHashMap<>();
    List<SvidOrder> orders = new ArrayList<>();
    for (Slot slot : batch) {
      RequestedKey key = RequestedKey.generate();
      keys.put(slot.id(), key);
      orders.add(new SvidOrder(slot.id(), key.csr()));
    }
    Map<String, SvidOutcome> outcomes = new LinkedHashMap<>();
    String failure = "the CA gave no answer for this entry";
    try {
      issuer.issue(orders).forEach(outcome -> outcomes.put(outcome.entryId(), outcome));
    } catch (CaException e) {
      failure = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("ordering svids failed");
      failure = "internal failure: " + e;
    }
    settle(batch, keys, outcomes, failure);
    renewDue();
  }

  private void settle(
      List<Slot> batch,
      Map<String, RequestedKey> keys,
      Map<String, SvidOutcome> outcomes,
      String failure) {
    Instant now = clock.instant();
    synchronized (lock) {
      underWay--;
      for (Slot slot : batch) {
        String id = slot.id();
        RequestedKey key = keys.get(id);
        SvidOutcome outcome = outcomes.get(id);
        if (outcome == null || key == null) {
          fail(slot, "agent/no-contact", failure, now);
          continue;
        }
        switch (outcome) {
          case SvidOutcome.Signed signed -> accept(slot, signed, key, now);
          case SvidOutcome.Declined declined ->
              fail(slot, declined.code(), declined.message(), now);
        }
      }
      publish(now);
    }
    onChange.run();
  }

  private void accept(Slot slot, SvidOutcome.Signed signed, RequestedKey key, Instant now) {
    X509Bundle roots = trust;
    if (roots == null) {
      fail(slot, "agent/no-identity", "the agent lost its own identity", now);
      return;
    }
    try {
      X509Svid svid = X509Svid.of(signed.chain(), key.key(), slot.entry().hint());
      VerifiedX509Svid verified = validator.validate(svid.chain(), TrustBundles.of(roots), now);
      if (!verified.id().equals(slot.entry().spiffeId())) {
        fail(slot, "agent/ca-answer", "the CA signed for `" + verified.id() + "`", now);
        return;
      }
      IssuedSvid issued =
          new IssuedSvid(
              svid,
              HexFormat.of().formatHex(verified.rootSha256()),
              halfLife.of(now, svid.notAfter()));
      slot.succeeded(issued);
      if (!issued.rootSha256().equals(issuingRoot)) {
        // Signed while the CA changed roots: one of the two answers is behind the other.
        slot.hurry(now.plusMillis(JITTER_MILLIS + random.nextInt(JITTER_MILLIS)));
      }
      events.issued(issued);
      log.atDebug().addKeyValue("spiffe_id", svid.id()).log("svid issued");
    } catch (IdentityException e) {
      fail(slot, e.code(), "the CA signed what fails: " + e.getMessage(), now);
    }
  }

  private void fail(Slot slot, String code, String why, Instant now) {
    boolean news = !slot.state().problem().equals(why);
    slot.failed(why, now);
    events.failed(slot.id(), code);
    if (news) {
      log.atWarn()
          .addKeyValue("entry_id", slot.id())
          .addKeyValue("spiffe_id", slot.entry().spiffeId())
          .addKeyValue("code", code)
          .log("svid not issued, will be tried again: {}", why);
    }
  }

  private void publish(Instant now) {
    X509Bundle roots = trust;
    if (roots == null) {
      return;
    }
    snapshot =
        new SvidSnapshot(Optional.of(roots), slots.values().stream().map(Slot::state).toList(), "");
    nextExpiry =
        slots.values().stream()
            .flatMap(slot -> slot.issued().stream())
            .map(issued -> issued.svid().notAfter())
            .filter(end -> !now.isAfter(end))
            .min(Comparator.naturalOrder());
  }

  private boolean isUnderAnotherRoot(Slot slot) {
    return slot.issued().filter(one -> !one.rootSha256().equals(issuingRoot)).isPresent();
  }
}
