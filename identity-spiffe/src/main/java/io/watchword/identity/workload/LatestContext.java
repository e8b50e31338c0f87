package io.watchword.identity.workload;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest context of a source and those who want to know of it. Thread-safe: one volatile
/// snapshot; a lock only so that listeners are told one change at a time, in order.
final class LatestContext {

  private static final Logger log = LoggerFactory.getLogger(LatestContext.class);

  private final InstantSource clock;
  private final List<Consumer<X509Context>> listeners = new ArrayList<>();
  private volatile @Nullable X509Context context;
  private volatile String problem;

  LatestContext(InstantSource clock, String problem) {
    this.clock = clock;
    this.problem = problem;
  }

  /// The context, as long as one of its identities lives.
  X509Context current() {
    X509Context now = context;
    if (now == null) {
      throw new NoIdentityException("there is no identity yet: " + problem);
    }
    Instant instant = clock.instant();
    if (now.svids().stream().allMatch(svid -> svid.isExpired(instant))) {
      throw new NoIdentityException(
          "the last identity, `"
              + now.defaultSvid().id()
              + "`, ended at "
              + now.defaultSvid().notAfter()
              + ": "
              + problem);
    }
    return now;
  }

  synchronized void publish(X509Context next) {
    problem = "no problem is known";
    if (next.equals(context)) {
      return;
    }
    context = next;
    notifyAll();
    List.copyOf(listeners).forEach(listener -> tell(listener, next));
  }

  synchronized void add(Consumer<X509Context> listener) {
    listeners.add(listener);
    X509Context now = context;
    if (now != null) {
      tell(listener, now);
    }
  }

  synchronized void failed(String why) {
    problem = why;
    notifyAll();
  }

  Optional<String> problem() {
    return problem.equals("no problem is known") ? Optional.empty() : Optional.of(problem);
  }

  private static void tell(Consumer<X509Context> listener, X509Context context) {
    try {
      listener.accept(context);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a listener to a change of identity failed");
    }
  }
}
