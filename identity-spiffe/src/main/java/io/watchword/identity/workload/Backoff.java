package io.watchword.identity.workload;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: doubled each time, half of it by chance, so that a
/// restarted agent is not met by all its clients in one moment. One thread at a time.
final class Backoff {

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /// The next wait, between a half and the whole of the step.
  Duration next() {
    long step = Math.min(first.toMillis() << Math.min(failures, 20), longest.toMillis());
    failures++;
    return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
  }

  void succeeded() {
    failures = 0;
  }
}
