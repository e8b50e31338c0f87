package io.watchword.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Notices that the wall clock jumped: it went on by something else than the time that passed. A
/// host that slept looks the same as a clock set forward. For one thread.
final class ClockWatch {

  private static final Duration TOLERATED = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final LongSupplier nanos;
  private Instant lastInstant;
  private long lastNanos;

  /// @param nanos time that passed, in nanoseconds from any beginning; stands still while the host
  ///   sleeps
  ClockWatch(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.lastInstant = clock.instant();
    this.lastNanos = nanos.getAsLong();
  }

  /// By how much it jumped since the last call, if it did.
  Optional<Duration> step() {
    Instant instant = clock.instant();
    long now = nanos.getAsLong();
    Duration step = Duration.between(lastInstant, instant).minusNanos(now - lastNanos);
    lastInstant = instant;
    lastNanos = now;
    return step.abs().compareTo(TOLERATED) > 0 ? Optional.of(step) : Optional.empty();
  }
}
