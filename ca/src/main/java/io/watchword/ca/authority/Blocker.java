package io.watchword.ca.authority;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who holds a gate, why, and what to do about it.
///
/// @param lastSeen empty where it never reported
/// @param advice commands to type and things to look at, one a line
public record Blocker(
    String truster,
    String kind,
    String reason,
    Optional<Instant> lastSeen,
    long bundleSequence,
    List<String> advice) {

  /// Copies the advice.
  public Blocker {
    advice = List.copyOf(advice);
  }

  /// The CA itself, or something that it waits for.
  static Blocker ofCa(String truster, String reason, String... advice) {
    return new Blocker(
        truster, TrusterKind.CA.label(), reason, Optional.empty(), 0, List.of(advice));
  }

  static Blocker of(Truster truster, String reason, List<String> advice) {
    return new Blocker(
        truster.spiffeId(),
        truster.report().kind().label(),
        reason,
        Optional.of(truster.lastSeen()),
        truster.report().bundleSequence(),
        advice);
  }
}
