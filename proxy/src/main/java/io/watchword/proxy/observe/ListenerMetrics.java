package io.watchword.proxy.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The meters of one listener, looked up once. Thread-safe.
public final class ListenerMetrics {

  private final Counter[] requestsByClass = new Counter[6];
  private final Timer latency;
  private final Counter bytesFromClients;
  private final Counter bytesToClients;
  private final Counter connections;
  private final Counter allowed;
  private final Counter denied;
  private final Counter failed;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Cause, Counter> rejected = new EnumMap<>(Cause.class);

  /// Registers the meters of a listener of this workload. Listeners of one direction share them;
  /// how many connections are open is told for each.
  ///
  /// @param listener its address
  public ListenerMetrics(
      MeterRegistry registry, String workload, Direction direction, String listener) {
    Tags tags = Tags.of("workload", workload, "direction", direction.word());
    for (int i = 1; i < requestsByClass.length; i++) {
      requestsByClass[i] =
          registry.counter(MetricNames.REQUESTS, tags.and("status_class", i + "xx"));
    }
    latency = registry.timer(MetricNames.REQUEST_SECONDS, tags);
    bytesFromClients = registry.counter(MetricNames.BYTES, tags.and("flow", "request"));
    bytesToClients = registry.counter(MetricNames.BYTES, tags.and("flow", "answer"));
    connections = registry.counter(MetricNames.CONNECTIONS, tags);
    allowed = registry.counter(MetricNames.DECISIONS, tags.and("decision", "allow"));
    denied = registry.counter(MetricNames.DECISIONS, tags.and("decision", "deny"));
    failed = registry.counter(MetricNames.DECISIONS, tags.and("decision", "failed"));
    for (Cause cause : Cause.values()) {
      rejected.put(cause, registry.counter(MetricNames.REJECTED, tags.and("cause", cause.word())));
    }
    registry.gauge(MetricNames.OPEN, tags.and("listener", listener), open);
  }

  /// One more connection is open.
  public void opened() {
    connections.increment();
    open.incrementAndGet();
  }

  /// One less.
  public void closed() {
    open.decrementAndGet();
  }

  /// A connection was turned away.
  public void rejected(Cause cause) {
    Counter counter = rejected.get(cause);
    if (counter != null) {
      counter.increment();
    }
  }

  /// A request has been answered.
  public void answered(int status, long nanos) {
    requestsByClass[Math.clamp(status / 100, 1, 5)].increment();
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Bytes came from the client.
  public void received(long bytes) {
    bytesFromClients.increment(bytes);
  }

  /// Bytes went to the client.
  public void sent(long bytes) {
    bytesToClients.increment(bytes);
  }

  /// A decision allowed.
  public void decisionAllowed() {
    allowed.increment();
  }

  /// A decision denied.
  public void decisionDenied() {
    denied.increment();
  }

  /// A decision could not be made, which denies.
  public void decisionFailed() {
    failed.increment();
  }
}
