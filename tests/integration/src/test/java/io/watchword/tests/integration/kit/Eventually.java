package io.watchword.tests.integration.kit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for what other processes do, for no longer than needed.
public final class Eventually {

  private static final long PAUSE_NANOS = 20_000_000;

  private Eventually() {}

  /// Returns as soon as `condition` holds; fails after a minute.
  public static void until(String what, BooleanSupplier condition) {
    within(Duration.ofMinutes(1), what, condition);
  }

  /// Returns as soon as `condition` holds; fails after `limit`.
  public static void within(Duration limit, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + limit.toSeconds() + " s for: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
