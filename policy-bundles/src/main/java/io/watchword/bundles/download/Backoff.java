package io.watchword.bundles.download;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses that double with each failure, each shortened by chance so that a fleet does not return
/// in step. Used by one thread.
final class Backoff {

  private final Duration min;
  private final Duration max;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration min, Duration max, RandomGenerator random) {
    this.min = min;
    this.max = max;
    this.random = random;
    this.next = min;
  }

  void reset() {
    next = min;
  }

  /// The pause after one more failure: between half and all of the step.
  Duration afterFailure() {
    Duration step = next;
    Duration doubled = step.multipliedBy(2);
    next = doubled.compareTo(max) > 0 ? max : doubled;
    return jittered(step);
  }

  Duration jittered(Duration pause) {
    long half = pause.toNanos() / 2;
    return Duration.ofNanos(half + (half == 0 ? 0 : random.nextLong(half + 1)));
  }
}
