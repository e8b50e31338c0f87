package io.watchword.compliance.evidence;

import java.time.Instant;

/// The time that a report speaks about: `from` belongs to it, `to` does not.
public record Period(Instant from, Instant to) {

  public Period {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "period from `" + from + "` to `" + to + "` (expected: an end after the start)");
    }
  }

  /// Whether `time` belongs to it.
  public boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
