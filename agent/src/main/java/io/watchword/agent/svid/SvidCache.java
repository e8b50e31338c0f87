package io.watchword.agent.svid;

import io.watchword.agent.node.EntryChanges;
import io.watchword.agent.node.IdTemplate;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.RegisteredEntry.Delivery;
import io.watchword.agent.node.SyncState;
import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The SVIDs of this host: ordered as soon as an entry is known, or when somebody asks for the
/// first time; renewed at half their life, and at once (with a little jitter) when the CA issues
/// under another root. Keys are made here, one per SVID, and are never written down.
///
/// Thread-safe: everything under one lock, held for lookups in memory only. [#renewDue] is called
/// twice a second; the CA is asked on `executor`, never more than [#MAX_UNDER_WAY] batches at a
/// time, apart from those that somebody waits for.
public final class SvidCache implements EntitlementSource {

  static final int BATCH = 50;
  static final int MAX_UNDER_WAY = 2;
  private static final int MAX_URGENT = 8;
  private static final int MAX_VIEWS = 1024;
  private static final int JITTER_MILLIS = 500;
  private static final int STEP_JITTER_MILLIS = 10_000;
  private static final Duration KEPT_UNUSED = Duration.ofMinutes(1);

  private final SvidSettings settings;
  private final SvidOrders orders;
  private final Executor executor;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Supplier<Collection<Set<String>>> inUse;
  private final Runnable onChange;

  private final Object lock = new Object();
  private final EntryTable table = new EntryTable();
  private final Map<String, Map<SpiffeId, Slot>> slots = new LinkedHashMap<>();
  private final Map<Set<String>, Entitlements> views = new HashMap<>();
  private @Nullable MeshTrust trust;
  private String whyNot = "the agent has not heard from its CA yet";
  private String issuingRoot = "";
  private Instant nextExpiry = Instant.MAX;
  private int held;
  private int underWay;
  private int urgent;

  /// @param executor may block: one virtual thread a task
  /// @param inUse selectors of those who have a stream open: theirs is not forgotten
  /// @param onChange called after each change, from any thread; must not block
  public SvidCache(
      SvidSettings settings,
      SvidIssuer issuer,
      SvidEvents events,
      Executor executor,
      InstantSource clock,
      RandomGenerator random,
      Supplier<Collection<Set<String>>> inUse,
      Runnable onChange) {
    this.settings = settings;
    this.orders = new SvidOrders(issuer, events, clock, random);
    this.executor = executor;
    this.clock = clock;
    this.random = random;
    this.inUse = inUse;
    this.onChange = onChange;
  }

  /// Takes what the CA told: orders what is new, forgets what is gone, hurries what stands under
  /// another root than the issuing one.
  public void update(SyncState state) {
    Instant now = clock.instant();
    synchronized (lock) {
      trust = new MeshTrust(state.trust(), state.federated());
      issuingRoot = state.issuingRootSha256();
      take(state.entries(), now);
      allSlots().filter(this::isUnderAnotherRoot).forEach(slot -> slot.hurry(soon(now)));
      publish(now);
    }
    onChange.run();
    renewDue();
  }

  /// Forgets every SVID and key: the agent may not speak for anybody any more.
  public void clear(String why) {
    synchronized (lock) {
      table.clear();
      slots.clear();
      held = 0;
      trust = null;
      whyNot = why;
      publish(clock.instant());
    }
    onChange.run();
  }

  @Override
  public Entitlements of(Set<String> selectors) {
    Instant now = clock.instant();
    synchronized (lock) {
      Entitlements view = views.get(selectors);
      if (view == null || !view.isFresh(now)) {
        view = look(selectors, now);
        if (views.size() >= MAX_VIEWS) {
          views.clear();
        }
        views.put(selectors, view);
        orderUrgent(now);
      } else if (held > settings.limit()) {
        view.entries().forEach(state -> slot(state).ifPresent(slot -> slot.used(now)));
      }
      return view;
    }
  }

  @Override
  public Set<SpiffeId> idsOf(Set<String> selectors) {
    Set<SpiffeId> ids = new LinkedHashSet<>();
    synchronized (lock) {
      for (RegisteredEntry entry : table.fitting(selectors, clock.instant())) {
        entry.spiffeId().resolve(selectors).ifPresent(resolved -> ids.add(resolved.id()));
      }
    }
    return ids;
  }

  @Override
  public boolean anyFits(Predicate<Set<String>> fit) {
    Instant now = clock.instant();
    synchronized (lock) {
      return table.all().anyMatch(entry -> !entry.isExpired(now) && fit.test(entry.selectors()));
    }
  }

  /// An equal entry that is kept already, else `entry`.
  public RegisteredEntry known(RegisteredEntry entry) {
    synchronized (lock) {
      return table.get(entry.id()).filter(entry::equals).orElse(entry);
    }
  }

  /// What is held now.
  public SvidSnapshot snapshot() {
    synchronized (lock) {
      return new SvidSnapshot(
          Optional.ofNullable(trust),
          table.size(),
          allSlots().map(Slot::state).toList(),
          trust == null ? whyNot : "");
    }
  }

  /// Orders what is due, takes back what expired, forgets what nobody uses.
  public void renewDue() {
    Instant now = clock.instant();
    boolean expired;
    synchronized (lock) {
      expired = !now.isBefore(nextExpiry);
      if (expired) {
        table.removeEnded(now).forEach(this::drop);
        publish(now);
      }
      forgetUnused(now);
      order(now);
    }
    if (expired) {
      onChange.run();
    }
  }

  /// The wall clock jumped. Back: every renewal would come too late by as much, so all are made
  /// soon.
  public void clockStepped(Duration by) {
    if (by.isNegative()) {
      Instant now = clock.instant();
      synchronized (lock) {
        allSlots().forEach(slot -> slot.hurry(now.plusMillis(random.nextInt(STEP_JITTER_MILLIS))));
      }
    }
  }

  private void take(EntryChanges changes, Instant now) {
    for (String id : table.apply(changes)) {
      Optional<RegisteredEntry> entry = table.get(id).filter(one -> !one.isExpired(now));
      if (entry.isEmpty()) {
        drop(id);
        continue;
      }
      change(entry.get(), now);
      prefetch(entry.get(), now);
    }
    if (changes.whole()) {
      // Contact is back: what failed for want of it is tried again.
      allSlots().forEach(slot -> slot.forgive(now));
    }
  }

  private void change(RegisteredEntry entry, Instant now) {
    Map<SpiffeId, Slot> before = slots.getOrDefault(entry.id(), Map.of());
    boolean sameIds =
        before.values().stream()
            .allMatch(
                slot ->
                    slot.entry().spiffeId().equals(entry.spiffeId())
                        && slot.entry().delivery() == entry.delivery());
    if (sameIds) {
      before.values().forEach(slot -> slot.change(entry, now));
    } else {
      drop(entry.id());
    }
  }

  private void prefetch(RegisteredEntry entry, Instant now) {
    boolean wanted =
        switch (entry.delivery()) {
          case PREFETCHED -> held < settings.limit();
          case STORED -> settings.stores();
          case ON_DEMAND -> false;
        };
    entry
        .spiffeId()
        .fixed()
        .filter(id -> wanted)
        .ifPresent(id -> slot(entry, new IdTemplate.Resolved(id, Map.of()), now));
  }

  private Entitlements look(Set<String> selectors, Instant now) {
    MeshTrust present = trust;
    if (present == null) {
      return Entitlements.nothing(whyNot);
    }
    List<EntryState> states = new ArrayList<>();
    Instant freshUntil = Instant.MAX;
    for (RegisteredEntry entry : table.fitting(selectors, now)) {
      Optional<IdTemplate.Resolved> resolved = entry.spiffeId().resolve(selectors);
      if (entry.delivery() == Delivery.STORED || resolved.isEmpty()) {
        continue;
      }
      Slot slot = slot(entry, resolved.get(), now);
      slot.used(now);
      states.add(slot.state());
      freshUntil = earlier(freshUntil, earlier(entry.expiresAt(), endOf(slot, now)));
    }
    return new Entitlements(Optional.of(present), states, "", freshUntil);
  }

  private Slot slot(RegisteredEntry entry, IdTemplate.Resolved resolved, Instant now) {
    return slots
        .computeIfAbsent(entry.id(), id -> new LinkedHashMap<>())
        .computeIfAbsent(
            resolved.id(),
            id -> {
              Slot slot = new Slot(entry, resolved, now, random);
              held += slot.isStored() ? 0 : 1;
              return slot;
            });
  }

  private Optional<Slot> slot(EntryState state) {
    return Optional.ofNullable(
        slots.getOrDefault(state.entry().id(), Map.of()).get(state.resolved().id()));
  }

  private void drop(String entryId) {
    Map<SpiffeId, Slot> gone = slots.remove(entryId);
    if (gone != null) {
      held -= (int) gone.values().stream().filter(slot -> !slot.isStored()).count();
    }
  }

  private void forgetUnused(Instant now) {
    if (held <= settings.limit()) {
      return;
    }
    for (Set<String> selectors : inUse.get()) {
      of(selectors).entries().forEach(state -> slot(state).ifPresent(slot -> slot.used(now)));
    }
    List<Slot> unused =
        allSlots()
            .filter(slot -> !slot.isStored() && slot.usedAt().plus(KEPT_UNUSED).isBefore(now))
            .sorted(Comparator.comparing(Slot::usedAt))
            .limit(held - settings.limit())
            .toList();
    for (Slot slot : unused) {
      Map<SpiffeId, Slot> others = slots.getOrDefault(slot.entryId(), new LinkedHashMap<>());
      if (others.remove(slot.resolved().id(), slot)) {
        held--;
      }
      if (others.isEmpty()) {
        slots.remove(slot.entryId());
      }
    }
    if (!unused.isEmpty()) {
      publish(now);
    }
  }

  private void order(Instant now) {
    List<Slot> due =
        allSlots()
            .filter(slot -> slot.isDue(now))
            .sorted(
                Comparator.comparing((Slot slot) -> !slot.isWantedNow()).thenComparing(Slot::dueAt))
            .toList();
    for (int at = 0; at < due.size() && underWay < MAX_UNDER_WAY; at += BATCH) {
      underWay++;
      send(due.subList(at, Math.min(at + BATCH, due.size())), () -> underWay--);
    }
  }

  private void orderUrgent(Instant now) {
    if (urgent >= MAX_URGENT) {
      // The answer to one of those orders this as well.
      return;
    }
    List<Slot> wanted =
        allSlots().filter(slot -> slot.isWantedNow() && slot.isDue(now)).limit(BATCH).toList();
    if (!wanted.isEmpty()) {
      urgent++;
      send(wanted, () -> urgent--);
    }
  }

  private void send(List<Slot> slots, Runnable answered) {
    List<Slot> batch = List.copyOf(slots);
    batch.forEach(Slot::ordered);
    executor.execute(
        () -> {
          SvidOrders.Answer answer = orders.give(batch);
          Instant now = clock.instant();
          synchronized (lock) {
            answered.run();
            orders.settle(answer, Optional.ofNullable(trust), issuingRoot, now);
            publish(now);
          }
          onChange.run();
          renewDue();
        });
  }

  private void publish(Instant now) {
    views.clear();
    nextExpiry =
        Stream.concat(table.nextEnd().stream(), allSlots().map(slot -> endOf(slot, now)))
            .min(Comparator.naturalOrder())
            .orElse(Instant.MAX);
  }

  private static Instant endOf(Slot slot, Instant now) {
    return slot.issued()
        .map(issued -> issued.svid().notAfter())
        .filter(end -> !now.isAfter(end))
        // Valid up to and including its last moment.
        .map(end -> end.plusNanos(1))
        .orElse(Instant.MAX);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private Instant soon(Instant now) {
    return now.plusMillis(random.nextInt(JITTER_MILLIS));
  }

  private boolean isUnderAnotherRoot(Slot slot) {
    return slot.issued().filter(one -> !one.rootSha256().equals(issuingRoot)).isPresent();
  }

  private Stream<Slot> allSlots() {
    return slots.values().stream().flatMap(byId -> byId.values().stream());
  }
}
