package io.watchword.agent.trust;

import io.watchword.identity.trust.TrusterState;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the CA who trusts what: soon after a change (changes that come together go together), and
/// every [#INTERVAL] besides, or as often as the CA asks for. [#run] has a thread of its own; the
/// rest is thread-safe.
public final class TrustForwarder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TrustForwarder.class);

  /// How often the CA hears of us where it does not ask for something else.
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  // A CA with ten thousand agents asks them to speak more rarely; changes are told at once anyway.
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration DEBOUNCE = Duration.ofMillis(50);

  private final Supplier<List<TrusterState>> states;
  private final Function<List<TrusterState>, Duration> send;
  private boolean changed = true;
  private boolean closed;

  /// @param states all there is to tell now; empty: nothing yet
  /// @param send to the CA; throws where it did not arrive; answers when to tell again
  public TrustForwarder(
      Supplier<List<TrusterState>> states, Function<List<TrusterState>, Duration> send) {
    this.states = states;
    this.send = send;
  }

  /// There is something new to tell.
  public synchronized void changed() {
    changed = true;
    notifyAll();
  }

  /// Tells, until [#close].
  public void run() {
    Duration wait = INTERVAL;
    while (awaitChange(wait)) {
      try {
        List<TrusterState> now = states.get();
        if (!now.isEmpty()) {
          Duration again = send.apply(now);
          wait = again.isZero() ? INTERVAL : again.compareTo(LONGEST) > 0 ? LONGEST : again;
        }
      } catch (RuntimeException e) {
        // No contact is the session's news, not ours; the next interval tells everything again.
        log.atDebug().log("trust not reported: {}", e.getMessage());
        wait = INTERVAL;
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized boolean awaitChange(Duration limit) {
    try {
      long end = System.nanoTime() + limit.toNanos();
      long left = limit.toNanos();
      while (!closed && !changed && left > 0) {
        wait(left / 1_000_000 + 1);
        left = end - System.nanoTime();
      }
      if (!closed && changed) {
        wait(DEBOUNCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    changed = false;
    return !closed;
  }
}
