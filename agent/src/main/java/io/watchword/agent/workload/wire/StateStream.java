package io.watchword.agent.workload.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.watchword.agent.attestation.Caller;
import io.watchword.agent.svid.SvidSnapshot;
import io.watchword.agent.workload.Identities;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One stream of full states to one caller: the first at once, then one at each change. A client
/// that does not read gets no queue: when it reads again it gets the newest state, and none in
/// between. Thread-safe under its own lock, because gRPC's observers are not.
final class StateStream<M> {
  // INVARIANT: a message carries all that the caller is entitled to, or is not sent (WA-04).

  private final ServerCallStreamObserver<M> client;
  private final Caller caller;
  private final Supplier<SvidSnapshot> snapshots;
  private final InstantSource clock;
  private final Function<Identities.Entitled, M> message;
  private final Consumer<Identities.Entitled> sent;
  private final Consumer<Caller> refused;

  private @Nullable M last;
  private boolean ended;

  StateStream(
      ServerCallStreamObserver<M> client,
      Caller caller,
      Supplier<SvidSnapshot> snapshots,
      InstantSource clock,
      Function<Identities.Entitled, M> message,
      Consumer<Identities.Entitled> sent,
      Consumer<Caller> refused) {
    this.client = client;
    this.caller = caller;
    this.snapshots = snapshots;
    this.clock = clock;
    this.message = message;
    this.sent = sent;
    this.refused = refused;
  }

  /// Sends the newest state, unless the client has it or does not read.
  synchronized void refresh() {
    if (ended || !client.isReady()) {
      return;
    }
    switch (Identities.of(caller, snapshots.get(), clock.instant())) {
      case Identities.Entitled entitled -> send(entitled);
      case Identities.NoIdentity() -> {
        refused.accept(caller);
        end(Status.PERMISSION_DENIED.withDescription("no identity issued"));
      }
      case Identities.NotNow(String why) -> end(Status.UNAVAILABLE.withDescription(why));
      case Identities.Awaited() -> {
        // The answer to the order refreshes again.
      }
    }
  }

  /// Ends the stream with `status`.
  synchronized void end(Status status) {
    if (!ended) {
      ended = true;
      client.onError(status.asRuntimeException());
    }
  }

  /// The client has gone.
  synchronized void left() {
    ended = true;
  }

  private void send(Identities.Entitled entitled) {
    M next = message.apply(entitled);
    if (next.equals(last)) {
      return;
    }
    last = next;
    client.onNext(next);
    sent.accept(entitled);
  }
}
