package io.watchword.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.watchword.agent.node.NodeIdentity;
import io.watchword.agent.svid.IssuedSvid;
import io.watchword.agent.svid.SvidEvents;
import io.watchword.agent.svid.SvidSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// The agent's metrics, and their names. Thread-safe.
final class AgentMetrics implements SvidEvents {

  static final String SVIDS = "watchword.agent.svids";
  static final String SVID_EXPIRY = "watchword.agent.svid.expiry.seconds";
  static final String SVIDS_ISSUED = "watchword.agent.svids.issued";
  static final String SVID_FAILURES = "watchword.agent.svid.failures";
  static final String NODE_EXPIRY = "watchword.agent.node.svid.expiry.seconds";
  static final String NODE_RENEWALS = "watchword.agent.node.renewals";
  static final String STREAMS = "watchword.agent.workload.streams";
  static final String REFUSED = "watchword.agent.workload.refused";

  private final MeterRegistry registry;
  private final Counter issued;
  private final Counter refused;

  AgentMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.issued = registry.counter(SVIDS_ISSUED);
    this.refused = registry.counter(REFUSED);
  }

  /// Watches what has a state; values are read when somebody scrapes.
  void observe(
      Supplier<SvidSnapshot> snapshots,
      Supplier<Optional<NodeIdentity>> node,
      IntSupplier streams,
      InstantSource clock) {
    Gauge.builder(SVIDS, () -> valid(snapshots.get(), clock.instant())).register(registry);
    Gauge.builder(SVID_EXPIRY, () -> firstEnd(snapshots.get(), clock.instant())).register(registry);
    Gauge.builder(
            NODE_EXPIRY,
            () ->
                node.get().map(one -> seconds(clock.instant(), one.svid().notAfter())).orElse(0.0))
        .register(registry);
    Gauge.builder(STREAMS, streams::getAsInt).register(registry);
  }

  @Override
  public void issued(IssuedSvid svid) {
    issued.increment();
  }

  @Override
  public void failed(String entryId, String code) {
    registry.counter(SVID_FAILURES, "code", code).increment();
  }

  void nodeRenewal(boolean done) {
    registry.counter(NODE_RENEWALS, "outcome", done ? "renewed" : "failed").increment();
  }

  void refused() {
    refused.increment();
  }

  private static double valid(SvidSnapshot snapshot, Instant now) {
    return snapshot.entries().stream().filter(entry -> entry.valid(now).isPresent()).count();
  }

  private static double firstEnd(SvidSnapshot snapshot, Instant now) {
    return snapshot.entries().stream()
        .flatMap(entry -> entry.issued().stream())
        .mapToDouble(one -> seconds(now, one.svid().notAfter()))
        .min()
        .orElse(0);
  }

  private static double seconds(Instant from, Instant until) {
    return Duration.between(from, until).toMillis() / 1000.0;
  }
}
