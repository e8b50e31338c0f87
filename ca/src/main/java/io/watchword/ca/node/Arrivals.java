package io.watchword.ca.node;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How many agents may come at a time: so many a second, and a burst more. Who has to wait is told
/// how long, each a little longer than the one before, so that a region that comes back at once
/// comes in one by one. Thread-safe.
public final class Arrivals {
  // Two marks on the line of time, as in the generic cell rate algorithm: up to when places are
  // taken, and up to when they are promised.

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final long interval;
  private final long burst;
  private final LongSupplier nanos;
  private long takenUntil;
  private long promisedUntil;

  /// @param perSecond in the long run
  /// @param burst at once, after a quiet time
  /// @param nanos time that passed, in nanoseconds, as [System#nanoTime]
  public Arrivals(int perSecond, int burst, LongSupplier nanos) {
    this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
    this.burst = interval * burst;
    this.nanos = nanos;
    this.takenUntil = nanos.getAsLong();
    this.promisedUntil = takenUntil;
  }

  /// One comes: empty where it is let in, otherwise how long it is to stay away.
  public synchronized Optional<Duration> admit() {
    long now = nanos.getAsLong();
    if (takenUntil - now < 0) {
      takenUntil = now;
    }
    if (takenUntil - now + interval <= burst) {
      takenUntil += interval;
      return Optional.empty();
    }
    if (promisedUntil - takenUntil < 0) {
      promisedUntil = takenUntil;
    }
    long wait = promisedUntil - now;
    if (wait < LONGEST_WAIT.toNanos()) {
      promisedUntil += interval;
    }
    return Optional.of(Duration.ofNanos(wait));
  }
}
