package io.watchword.identity.workload;

import io.watchword.identity.workload.wire.AgentChannel;
import io.watchword.identity.workload.wire.EndpointAddress;
import io.watchword.identity.workload.wire.UpdateStream;
import io.watchword.identity.workload.wire.X509Update;
import io.watchword.identity.x509.StrictX509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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

  private static final Logger log = LoggerFactory.getLogger(WorkloadApiSource.class);

  private final InstantSource clock;
  private final AgentChannel channel;
  private final LatestContext latest;
  private final KeptStream<X509Update> stream;
  private final CompletableFuture<X509Context> first = new CompletableFuture<>();

  private WorkloadApiSource(EndpointAddress address, InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.channel = new AgentChannel(address, "workload-api");
    this.latest =
        new LatestContext(clock, "the Workload API at `" + address + "` has not answered");
    this.stream = new KeptStream<>(address, channel, UpdateStream.x509(), new Taker(), random);
  }

  /// Opens the stream and returns at once; see [#awaitFirst].
  ///
  /// @param address `unix:PATH`, `unix:///PATH` or `tcp://IP:PORT`
  public static WorkloadApiSource connect(
      String address, InstantSource clock, RandomGenerator random) {
    WorkloadApiSource source = new WorkloadApiSource(EndpointAddress.parse(address), clock, random);
    source.stream.start();
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
    stream.close();
    channel.close();
  }

  private final class Taker implements KeptStream.Taker<X509Update> {

    @Override
    public void take(X509Update update) {
      X509Context context = new X509Context(update.svids(), update.bundles(), update.revocations());
      log.atInfo()
          .addKeyValue("spiffe_id", context.defaultSvid().id())
          .addKeyValue("svids", context.svids().size())
          .addKeyValue("serial", context.defaultSvid().serial())
          .addKeyValue("not_after", context.defaultSvid().notAfter())
          .log("identity received");
      warnOfRevocationLists(context);
      latest.publish(context);
      first.complete(context);
    }

    @Override
    public void failed(String problem, boolean forGood) {
      latest.failed(problem);
      if (forGood) {
        first.completeExceptionally(new NoIdentityException(problem));
      }
    }

    private void warnOfRevocationLists(X509Context context) {
      if (context.revocations().isEmpty()) {
        return;
      }
      List<StrictX509Certificate> roots =
          context.bundles().byTrustDomain().values().stream()
              .flatMap(bundle -> bundle.strictRoots().stream())
              .toList();
      context
          .revocations()
          .problems(roots, clock.instant())
          .forEach(why -> log.atWarn().addKeyValue("why", why).log("revocation list is unusable"));
    }
  }
}
