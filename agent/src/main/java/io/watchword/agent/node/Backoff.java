package io.watchword.agent.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before trying again: twice as long each time up to a limit, of that a random
/// half to whole, so that a thousand agents do not return at once. Not thread-safe.
public final class Backoff {

  private final Duration first;
  private final Duration limit;
  private final RandomGenerator random;
  private int failures;

  /// @param first after the first failure, at most
  /// @param limit never longer
  public Backoff(Duration first, Duration limit, RandomGenerator random) {
    this.first = first;
    this.limit = limit;
    this.random = random;
  }

  /// Notes a failure and says how long to wait.
  public Duration next() {
    long whole = Math.min(limit.toMillis(), first.toMillis() << Math.min(failures, 20));
    failures++;
    return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
  }

  /// Notes a success.
  public void reset() {
    failures = 0;
  }
}
