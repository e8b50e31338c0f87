package io.watchword.identity.workload;

import io.watchword.identity.trust.TrusterState;
import io.watchword.identity.workload.wire.AgentChannel;
import io.watchword.identity.workload.wire.EndpointAddress;
import io.watchword.identity.workload.wire.TrustReports;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the agent what this process trusts, presents and holds open: at once when [#changed] is
/// called, and again and again besides, so that an agent that was restarted knows it soon.
/// Thread-safe; works on one thread of its own.
public final class TrustReporter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TrustReporter.class);
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final AgentChannel channel;
  private final Supplier<List<TrusterState>> states;
  private final Backoff backoff;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean closed;

  // On the thread only.
  private @Nullable ScheduledFuture<?> next;
  private boolean underWay;
  private boolean staleOnArrival;
  private String lastProblem = "";

  private TrustReporter(
      EndpointAddress address, Supplier<List<TrusterState>> states, RandomGenerator random) {
    this.channel = new AgentChannel(address, "trust-report");
    this.states = states;
    this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), random);
  }

  /// Begins to report.
  ///
  /// @param address the agent's socket, as for [WorkloadApiSource]
  /// @param states what is so now; called on the reporter's thread, must not block; empty: nothing
  ///   to report
  public static TrustReporter start(
      String address, Supplier<List<TrusterState>> states, RandomGenerator random) {
    TrustReporter reporter = new TrustReporter(EndpointAddress.parse(address), states, random);
    reporter.changed();
    return reporter;
  }

  /// Something changed: report it at once. Cheap; changes that come together make one report.
  public void changed() {
    if (!closed && asked.compareAndSet(false, true)) {
      channel.thread().execute(this::report);
    }
  }

  @Override
  public void close() {
    closed = true;
    channel.close();
  }

  private void report() {
    asked.set(false);
    if (closed) {
      return;
    }
    if (underWay) {
      staleOnArrival = true;
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    List<TrusterState> now = states.get();
    if (now.isEmpty()) {
      scheduleNext(backoff.next());
      return;
    }
    underWay = true;
    staleOnArrival = false;
    channel.forgetFailures();
    TrustReports.send(channel, now, new Outcome());
  }

  private void scheduleNext(Duration wait) {
    if (closed) {
      return;
    }
    next = channel.thread().schedule(this::report, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private final class Outcome implements TrustReports.Listener {

    @Override
    public void onReported(Duration again) {
      backoff.succeeded();
      lastProblem = "";
      underWay = false;
      Duration wait =
          again.compareTo(SHORTEST) < 0 ? SHORTEST : again.compareTo(LONGEST) > 0 ? LONGEST : again;
      scheduleNext(staleOnArrival ? Duration.ZERO : wait);
    }

    @Override
    public void onFailed(String why) {
      underWay = false;
      if (!closed && !why.equals(lastProblem)) {
        log.atWarn().addKeyValue("why", why).log("trust report failed");
      }
      lastProblem = why;
      scheduleNext(backoff.next());
    }
  }
}
