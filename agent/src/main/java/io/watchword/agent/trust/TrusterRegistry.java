package io.watchword.agent.trust;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.attestation.ProcessKey;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who on this host trusts what. Proxies report by themselves; for a workload that does not, the
/// agent answers by what it last pushed to it.
///
/// Silence is not consent: what was last known of a process counts until the kernel says that the
/// process has ended (its keys ended with it), or until its last SVID expires where the kernel
/// cannot say. Thread-safe: one lock.
public final class TrusterRegistry implements Deliveries {

  private static final Duration UNKNOWN_PROCESS_KEPT = Duration.ofSeconds(30);

  private record Report(ProcessKey process, TrusterState state) {}

  private record Delivery(
      ProcessKey process,
      Map<SpiffeId, List<PresentedChain>> chains,
      X509Bundle trust,
      Instant at) {

    Instant until() {
      return chains.values().stream()
          .flatMap(List::stream)
          .map(PresentedChain::notAfter)
          .max(Comparator.naturalOrder())
          .orElse(Instant.MIN);
    }
  }

  private final Predicate<ProcessKey> isAlive;
  private final BundleSequences sequences;
  private final InstantSource clock;
  private final Runnable onChange;

  private final Map<ProcessKey, Map<SpiffeId, Report>> reports = new HashMap<>();
  private final Map<Object, Delivery> streams = new HashMap<>();
  private final Map<ProcessKey, Delivery> lingering = new HashMap<>();

  /// @param isAlive whether a process still runs, as the kernel says
  /// @param onChange called when there is something new to tell; must not block
  public TrusterRegistry(
      Predicate<ProcessKey> isAlive,
      BundleSequences sequences,
      InstantSource clock,
      Runnable onChange) {
    this.isAlive = isAlive;
    this.sequences = sequences;
    this.clock = clock;
    this.onChange = onChange;
  }

  /// Takes what `process` says of itself, instead of all that it said before.
  public void report(ProcessKey process, List<TrusterState> states) {
    boolean news;
    synchronized (this) {
      Map<SpiffeId, Report> now = new HashMap<>();
      Map<SpiffeId, Report> before = reports.getOrDefault(process, Map.of());
      if (!process.isKnown()) {
        // Several processes that we cannot tell apart: none may erase what another said.
        now.putAll(before);
      }
      states.forEach(state -> now.put(state.id(), new Report(process, state)));
      news = !sayTheSame(before, now);
      reports.put(process, now);
    }
    if (news) {
      onChange.run();
    }
  }

  /// Whether `process` was given an SVID of `id`: so a delegate may speak for those it acts for.
  public synchronized boolean holds(ProcessKey process, SpiffeId id) {
    return process.isKnown()
        && Stream.concat(streams.values().stream(), lingering.values().stream())
            .anyMatch(
                delivery ->
                    delivery.process().equals(process) && delivery.chains().containsKey(id));
  }

  @Override
  public void svids(Object stream, Caller caller, List<Identities.Named> named, X509Bundle trust) {
    Map<SpiffeId, List<PresentedChain>> chains = new HashMap<>();
    named.forEach(
        one ->
            chains
                .computeIfAbsent(one.issued().svid().id(), id -> new ArrayList<>())
                .add(
                    new PresentedChain(
                        one.issued().svid().serial(),
                        one.issued().rootSha256(),
                        one.issued().svid().notAfter())));
    delivered(stream, new Delivery(caller.process(), chains, trust, clock.instant()));
  }

  @Override
  public void bundle(Object stream, Caller caller, List<Identities.Named> named, X509Bundle trust) {
    Map<SpiffeId, List<PresentedChain>> chains = new HashMap<>();
    named.forEach(one -> chains.put(one.issued().svid().id(), List.of()));
    delivered(stream, new Delivery(caller.process(), chains, trust, clock.instant()));
  }

  @Override
  public void tokens(Caller caller, List<JwtSvids.Named> named, List<String> audience) {
    // A token is verified by its receiver; whoever shows it trusts nobody by that.
  }

  @Override
  public synchronized void ended(Object stream) {
    Delivery last = streams.remove(stream);
    if (last != null && clock.instant().isBefore(last.until())) {
      lingering.merge(last.process(), last, TrusterRegistry::older);
    }
  }

  @Override
  public void refused(Caller caller) {
    // Who has no identity trusts nobody.
  }

  /// All that is known now. Of several processes under one ID each is told, the one furthest behind
  /// last.
  public synchronized List<TrusterState> collect() {
    Instant now = clock.instant();
    forgetTheDead(now);
    List<TrusterState> all = new ArrayList<>();
    Set<Map.Entry<ProcessKey, SpiffeId>> reported = new HashSet<>();
    reports.forEach(
        (process, byId) ->
            byId.forEach(
                (id, report) -> {
                  reported.add(Map.entry(process, id));
                  all.add(numbered(report.state()));
                }));
    Map<Map.Entry<ProcessKey, SpiffeId>, TrusterState> covered = new HashMap<>();
    streams.values().forEach(delivery -> cover(delivery, reported, covered));
    lingering.values().forEach(delivery -> cover(delivery, reported, covered));
    all.addAll(covered.values());
    all.sort(
        Comparator.comparing(TrusterState::id)
            .thenComparing(Comparator.comparingLong(TrusterState::bundleSequence).reversed()));
    return List.copyOf(all);
  }

  private void delivered(Object stream, Delivery delivery) {
    synchronized (this) {
      streams.put(stream, delivery);
      if (delivery.process().isKnown()) {
        // The process came back: what it holds is the newest.
        lingering.remove(delivery.process());
      }
    }
    onChange.run();
  }

  private void cover(
      Delivery delivery,
      Set<Map.Entry<ProcessKey, SpiffeId>> reported,
      Map<Map.Entry<ProcessKey, SpiffeId>, TrusterState> covered) {
    delivery
        .chains()
        .forEach(
            (id, chains) -> {
              Map.Entry<ProcessKey, SpiffeId> key = Map.entry(delivery.process(), id);
              // Whom we cannot tell apart from others speaks for nobody but itself.
              if (!key.getKey().isKnown() || !reported.contains(key)) {
                TrusterState state =
                    numbered(
                        TrusterState.of(id, TrusterKind.WORKLOAD, delivery.trust(), delivery.at())
                            .presenting(chains));
                covered.merge(key, state, TrusterRegistry::together);
              }
            });
  }

  // What the stream furthest behind trusts, and all that any of them presents: one for bundles
  // alone must not hide the leaf that another one brought.
  private static TrusterState together(TrusterState a, TrusterState b) {
    TrusterState behind = a.bundleSequence() <= b.bundleSequence() ? a : b;
    List<PresentedChain> chains =
        Stream.concat(a.presented().stream(), b.presented().stream()).distinct().toList();
    return behind.presenting(chains);
  }

  private TrusterState numbered(TrusterState state) {
    // The digest decides, not what the truster says: it may have read an old number somewhere.
    return new TrusterState(
        state.id(),
        state.kind(),
        state.bundleSha256(),
        sequences.of(state.bundleSha256()),
        state.trustedRoots(),
        state.presented(),
        state.openConnections(),
        state.observedAt());
  }

  private void forgetTheDead(Instant now) {
    reports.keySet().removeIf(process -> !isAlive.test(process));
    reports.forEach(
        (process, byId) ->
            byId.values()
                .removeIf(
                    report ->
                        !process.isKnown()
                            && report.state().observedAt().plus(UNKNOWN_PROCESS_KEPT).isBefore(now)
                            && report.state().presented().stream()
                                .noneMatch(chain -> chain.notAfter().isAfter(now))));
    lingering.values().removeIf(last -> !isAlive.test(last.process()) || now.isAfter(last.until()));
  }

  private static boolean sayTheSame(Map<SpiffeId, Report> a, Map<SpiffeId, Report> b) {
    return a.keySet().equals(b.keySet())
        && a.entrySet().stream()
            .allMatch(
                entry -> {
                  Report other = b.get(entry.getKey());
                  return other != null && sayTheSame(entry.getValue().state(), other.state());
                });
  }

  private static boolean sayTheSame(TrusterState a, TrusterState b) {
    return a.bundleSha256().equals(b.bundleSha256())
        && a.presented().equals(b.presented())
        && a.openConnections().equals(b.openConnections());
  }

  private static Delivery older(Delivery a, Delivery b) {
    return a.at().isBefore(b.at()) ? a : b;
  }
}
