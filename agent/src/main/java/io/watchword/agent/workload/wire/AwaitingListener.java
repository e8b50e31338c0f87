package io.watchword.agent.workload.wire;

import io.grpc.ServerCall.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Holds a call back until its caller is attested. Thread-safe: events come on the event loop, the
/// start from any thread, and what listens gets them one at a time and in order.
final class AwaitingListener<Q> extends Listener<Q> {

  private final List<Consumer<Listener<Q>>> held = new ArrayList<>();
  private @Nullable Listener<Q> started;
  private boolean cancelled;

  /// Begins the call, unless the client has left meanwhile.
  synchronized void start(Supplier<Listener<Q>> call) {
    if (cancelled) {
      return;
    }
    Listener<Q> listener = call.get();
    started = listener;
    held.forEach(event -> event.accept(listener));
    held.clear();
  }

  @Override
  public void onMessage(Q message) {
    pass(listener -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    pass(Listener::onHalfClose);
  }

  @Override
  public void onReady() {
    pass(Listener::onReady);
  }

  @Override
  public void onComplete() {
    pass(Listener::onComplete);
  }

  @Override
  public synchronized void onCancel() {
    cancelled = true;
    pass(Listener::onCancel);
  }

  private synchronized void pass(Consumer<Listener<Q>> event) {
    Listener<Q> listener = started;
    if (listener == null) {
      held.add(event);
    } else {
      event.accept(listener);
    }
  }
}
