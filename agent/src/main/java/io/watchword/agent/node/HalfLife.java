package io.watchword.agent.node;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When to renew a certificate: at half its life, a tenth sooner or later, so that what was issued
/// together does not come back together. Thread-safe if `random` is.
public final class HalfLife {

  private final RandomGenerator random;

  /// @param random for the jitter
  public HalfLife(RandomGenerator random) {
    this.random = random;
  }

  /// @param from when it was issued; for a new one that is now, whatever its back-dated notBefore
  public Instant of(Instant from, Instant notAfter) {
    long life = Math.max(0, Duration.between(from, notAfter).toMillis());
    return from.plusMillis((long) (life * (0.45 + 0.1 * random.nextDouble())));
  }
}
