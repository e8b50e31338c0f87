package io.watchword.ca.authority;

import java.time.Instant;
import java.util.Optional;

/// Who holds a gate, and why.
///
/// @param lastSeen empty where it never reported
public record Blocker(
    String truster, String kind, String reason, Optional<Instant> lastSeen, long bundleSequence) {

  static Blocker of(Truster truster, String reason) {
    return new Blocker(
        truster.spiffeId(),
        truster.report().kind().label(),
        reason,
        Optional.of(truster.lastSeen()),
        truster.report().bundleSequence());
  }
}
