package io.watchword.identity.workload;

import io.watchword.identity.workload.wire.AgentChannel;
import io.watchword.identity.workload.wire.EndpointAddress;
import io.watchword.identity.workload.wire.StreamEnd;
import io.watchword.identity.workload.wire.X509Stream;
import io.watchword.identity.workload.wire.X509Update;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Identities from the SPIFFE Workload API: one stream that is kept open, and opened again whenever
/// it ends. Thread-safe; the stream and the listeners run on one thread of its own.
///
/// Each message is the whole state and replaces the one before. While no stream can be had, the
/// last state goes on to be served as long as its SVIDs live, also when the agent says that it
/// knows no identity for us: an agent that has just started says so until it has heard from the CA.
public final class WorkloadApiSource implements X509Source {
  // [1] SPIFFE Workload API §4.3 to §4.5; SPIFFE Workload Endpoint §6: InvalidArgument is not to be
  // tried again.

  private static final Logger log = LoggerFactory.getLogger(WorkloadApiSource.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final EndpointAddress address;
  private final AgentChannel channel;
  private final LatestContext latest;
  private final Backoff backoff;
  private final CompletableFuture<X509Context> first = new CompletableFuture<>();
  private volatile boolean closed;

  private WorkloadApiSource(EndpointAddress address, InstantSource clock, RandomGenerator random) {
    this.address = address;
    this.channel = new AgentChannel(address, "workload-api");
    this.latest =
        new LatestContext(clock, "the Workload API at `" + address + "` has not answered");
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
  }

  /// Opens the stream and returns at once; see [#awaitFirst].
  ///
  /// @param address `unix:PATH`, `unix:///PATH` or `tcp://IP:PORT`
  public static WorkloadApiSource connect(
      String address, InstantSource clock, RandomGenerator random) {
    WorkloadApiSource source = new WorkloadApiSource(EndpointAddress.parse(address), clock, random);
    source.channel.thread().execute(source::open);
    return source;
  }

  @Override
  public X509Context current() {
    return latest.current();
  }

  /// Waits for the first state.
  ///
  /// @throws NoIdentityException where none came in time, or none will
  public X509Context awaitFirst(Duration limit) throws InterruptedException {
    try {
      return first.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new NoIdentityException(
          "no identity within "
              + limit.toSeconds()
              + " s: "
              + latest.problem().orElse("no answer"));
    } catch (ExecutionException e) {
      throw new NoIdentityException(
          String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
    }
  }

  @Override
  public void onChange(Consumer<X509Context> listener) {
    latest.add(listener);
  }

  /// Why the newest attempt failed; empty while all is well.
  public Optional<String> problem() {
    return latest.problem();
  }

  @Override
  public void close() {
    closed = true;
    channel.close();
  }

  private void open() {
    if (closed) {
      return;
    }
    channel.forgetFailures();
    X509Stream.open(channel, new Listener());
  }

  private final class Listener implements X509Stream.Listener {

    @Override
    public void onUpdate(X509Update update) {
      backoff.succeeded();
      X509Context context = new X509Context(update.svids(), update.bundles());
      log.atInfo()
          .addKeyValue("spiffe_id", context.defaultSvid().id())
          .addKeyValue("svids", context.svids().size())
          .addKeyValue("serial", context.defaultSvid().serial())
          .addKeyValue("not_after", context.defaultSvid().notAfter())
          .log("identity received");
      latest.publish(context);
      first.complete(context);
    }

    @Override
    public void onEnd(StreamEnd end) {
      if (closed) {
        return;
      }
      String problem = "Workload API at `" + address + "`: " + end.why();
      latest.failed(problem);
      if (end.kind() == StreamEnd.Kind.INVALID_ARGUMENT) {
        log.atError()
            .addKeyValue("address", address)
            .addKeyValue("why", end.why())
            .log("workload api refuses us for good");
        first.completeExceptionally(new NoIdentityException(problem));
        return;
      }
      Duration wait = backoff.next();
      log.atWarn()
          .addKeyValue("address", address)
          .addKeyValue("why", end.why())
          .addKeyValue("again_in_ms", wait.toMillis())
          .log("workload api stream ended");
      channel
          .thread()
          .schedule(WorkloadApiSource.this::open, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
