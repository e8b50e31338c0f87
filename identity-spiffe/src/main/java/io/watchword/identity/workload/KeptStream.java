package io.watchword.identity.workload;

import io.watchword.identity.workload.wire.AgentChannel;
import io.watchword.identity.workload.wire.EndpointAddress;
import io.watchword.identity.workload.wire.StreamEnd;
import io.watchword.identity.workload.wire.UpdateListener;
import io.watchword.identity.workload.wire.UpdateStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream of the Workload API that is opened again whenever it ends, unless the agent will never
/// answer otherwise. Runs on the channel's thread.
///
/// @param <U> what its messages are read into
final class KeptStream<U> {
  // [1] SPIFFE Workload API §4.3 to §4.5; SPIFFE Workload Endpoint §6: InvalidArgument is not to be
  // tried again.

  private static final Logger log = LoggerFactory.getLogger(KeptStream.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /// What becomes of the stream.
  ///
  /// @param <U> what its messages are read into
  interface Taker<U> {
    /// The newest state, which replaces the one before.
    void take(U update);

    /// No stream can be had just now, or ever; the last state is to stay.
    void failed(String problem, boolean forGood);
  }

  private final EndpointAddress address;
  private final AgentChannel channel;
  private final UpdateStream<U> stream;
  private final Taker<U> taker;
  private final Backoff backoff;
  private volatile boolean closed;

  KeptStream(
      EndpointAddress address,
      AgentChannel channel,
      UpdateStream<U> stream,
      Taker<U> taker,
      RandomGenerator random) {
    this.address = address;
    this.channel = channel;
    this.stream = stream;
    this.taker = taker;
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
  }

  /// Opens the stream and returns at once.
  void start() {
    channel.thread().execute(this::open);
  }

  /// Does not open it again.
  void close() {
    closed = true;
  }

  private void open() {
    if (closed) {
      return;
    }
    channel.forgetFailures();
    stream.open(channel, new Listener());
  }

  private final class Listener implements UpdateListener<U> {

    @Override
    public void onUpdate(U update) {
      backoff.succeeded();
      taker.take(update);
    }

    @Override
    public void onEnd(StreamEnd end) {
      if (closed) {
        return;
      }
      taker.failed("Workload API at `" + address + "`: " + end.why(), end.isForGood());
      if (end.isForGood()) {
        log.atError()
            .addKeyValue("address", address)
            .addKeyValue("why", end.why())
            .log("workload api refuses us for good");
        return;
      }
      Duration wait = backoff.next();
      log.atWarn()
          .addKeyValue("address", address)
          .addKeyValue("why", end.why())
          .addKeyValue("again_in_ms", wait.toMillis())
          .log("workload api stream ended");
      channel.thread().schedule(KeptStream.this::open, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
