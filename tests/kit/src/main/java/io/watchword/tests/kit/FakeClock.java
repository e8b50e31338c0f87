package io.watchword.tests.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that tests move by hand. Thread-safe.
public final class FakeClock implements InstantSource {

  /// Where a clock stands unless the test says otherwise; certificates of [TestCa] are valid then.
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private volatile Instant now;

  private FakeClock(Instant now) {
    this.now = now;
  }

  /// A clock at [#START].
  public static FakeClock start() {
    return new FakeClock(START);
  }

  /// A clock at `now`.
  public static FakeClock at(Instant now) {
    return new FakeClock(now);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// Moves it on.
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  /// Sets it, also back.
  public synchronized void set(Instant instant) {
    now = instant;
  }
}
