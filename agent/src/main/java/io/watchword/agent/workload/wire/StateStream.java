package io.watchword.agent.workload.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.watchword.agent.workload.StateAnswer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One stream of full states to one caller: the first at once, then one at each change. A client
/// that does not read gets no queue: when it reads again it gets the newest state, and none in
/// between. Thread-safe under its own lock, because gRPC's observers are not.
public final class StateStream implements OpenStream {
  // INVARIANT: a message carries all that the caller is entitled to, or is not sent (WA-04).

  private final ServerCallStreamObserver<Encoded> client;
  private final Set<String> selectors;
  private final Supplier<StateAnswer<Encoded>> answers;
  private final Supplier<Optional<Status>> over;

  private @Nullable Encoded last;
  private boolean ended;

  /// @param selectors of whom it is about
  /// @param answers what is to be said now
  public StateStream(
      ServerCallStreamObserver<Encoded> client,
      Set<String> selectors,
      Supplier<StateAnswer<Encoded>> answers) {
    this(client, selectors, answers, Optional::empty);
  }

  /// @param selectors of whom it is about
  /// @param answers what is to be said now
  /// @param over why nothing is to be said any more, asked before each state and now and then
  public StateStream(
      ServerCallStreamObserver<Encoded> client,
      Set<String> selectors,
      Supplier<StateAnswer<Encoded>> answers,
      Supplier<Optional<Status>> over) {
    this.client = client;
    this.selectors = selectors;
    this.answers = answers;
    this.over = over;
  }

  @Override
  public Set<String> selectors() {
    return selectors;
  }

  @Override
  public void endIfOver() {
    over.get().ifPresent(this::end);
  }

  @Override
  public synchronized void refresh() {
    endIfOver();
    if (ended || !client.isReady()) {
      return;
    }
    switch (answers.get()) {
      case StateAnswer.Told<Encoded>(Encoded message, Runnable sent) -> send(message, sent);
      case StateAnswer.Refused<Encoded>(String why) ->
          end(Status.PERMISSION_DENIED.withDescription(why));
      case StateAnswer.NotNow<Encoded>(String why) -> end(Status.UNAVAILABLE.withDescription(why));
      case StateAnswer.Later<Encoded>() -> {
        // The answer to the order refreshes again.
      }
    }
  }

  @Override
  public synchronized void end(Status status) {
    if (!ended) {
      ended = true;
      client.onError(status.asRuntimeException());
    }
  }

  @Override
  public synchronized void left() {
    ended = true;
  }

  private void send(Encoded message, Runnable sent) {
    if (last != null && message.equals(last)) {
      return;
    }
    last = message;
    client.onNext(message);
    sent.run();
  }
}
