package io.watchword.tests.kit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for something that another thread does, for no longer than needed.
public final class Await {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Await() {}

  /// Returns as soon as `condition` holds; fails after 20 seconds.
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + LIMIT.toSeconds() + " s for: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
