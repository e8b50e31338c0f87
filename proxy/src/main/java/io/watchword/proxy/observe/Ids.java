package io.watchword.proxy.observe;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes ids that are unique in the mesh: 48 bits of time and 80 of chance as 26 characters of base
/// 32, so that they sort by time. Thread-safe if the generator is.
public final class Ids {

  private static final char[] BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

  private final InstantSource clock;
  private final RandomGenerator random;

  /// Ids from this clock and this chance.
  public Ids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// Id of a connection, `c-...`.
  public String connection() {
    return next("c-");
  }

  /// Id of a request, `r-...`.
  public String request() {
    return next("r-");
  }

  /// Id of a decision, `d-...`: what a denied caller is told.
  public String decision() {
    return next("d-");
  }

  private String next(String prefix) {
    char[] id = new char[28];
    prefix.getChars(0, 2, id, 0);
    long time = clock.millis();
    for (int i = 11; i >= 2; i--) {
      id[i] = BASE_32[(int) (time & 31)];
      time >>>= 5;
    }
    fill(id, 12, random.nextLong());
    fill(id, 20, random.nextLong());
    return new String(id);
  }

  private static void fill(char[] id, int from, long bits) {
    for (int i = from; i < from + 8; i++) {
      id[i] = BASE_32[(int) (bits & 31)];
      bits >>>= 5;
    }
  }
}
