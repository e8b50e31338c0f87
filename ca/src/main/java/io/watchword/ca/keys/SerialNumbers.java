package io.watchword.ca.keys;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/// Serial numbers: 126 random bits behind a leading one, so that all have the same length and none
/// is ever zero.
///
/// Thread-safe where the random generator is.
public final class SerialNumbers {
  private final RandomGenerator random;

  /// Draws from `random`, which must be fit for keys.
  public SerialNumbers(RandomGenerator random) {
    this.random = random;
  }

  /// One that was (but for a chance of 2^-126 a pair) never drawn before.
  public BigInteger next() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[0] = (byte) (bytes[0] & 0x3f | 0x40);
    return new BigInteger(1, bytes);
  }
}
