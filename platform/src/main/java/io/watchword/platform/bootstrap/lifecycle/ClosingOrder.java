package io.watchword.platform.bootstrap.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a role has to close, last opened first. Thread-safe: guarded by itself, as resources arrive
/// from any thread while a signal may already be closing them.
final class ClosingOrder {

  private static final Logger LOG = LoggerFactory.getLogger(ClosingOrder.class);

  private record Named(String name, AutoCloseable resource) {}

  private final Deque<Named> open = new ArrayDeque<>();

  synchronized void add(String name, AutoCloseable resource) {
    open.push(new Named(name, resource));
  }

  /// Closes everything; false if that took longer than `limit`. One that fails does not keep the
  /// others open.
  boolean closeAll(Duration limit) throws InterruptedException {
    AtomicReference<String> current = new AtomicReference<>("");
    Thread closer = Thread.ofPlatform().daemon().name("closing").start(() -> drain(current));
    boolean inTime = closer.join(limit);
    if (!inTime) {
      LOG.atError()
          .addKeyValue("component", current.get())
          .addKeyValue("limit_seconds", limit.toSeconds())
          .log("did not stop in time");
    }
    return inTime;
  }

  private void drain(AtomicReference<String> current) {
    for (Optional<Named> top = pop(); top.isPresent(); top = pop()) {
      Named next = top.get();
      current.set(next.name());
      try {
        next.resource().close();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).addKeyValue("component", next.name()).log("failed to close");
      }
    }
  }

  private synchronized Optional<Named> pop() {
    return Optional.ofNullable(open.poll());
  }
}
