package io.watchword.ca.authority;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What breaks for a while if a root is distrusted before anybody has another one, as the registry
/// lets us estimate it.
///
/// @param trusters who verifies with that root now
/// @param workloads SPIFFE IDs that present SVIDs under it, and are refused by everyone until they
///   have new ones
/// @param connections open under it, all of which are ended in order at once
/// @param reachable how long it lasts for hosts whose agents are connected
/// @param unreachable agents that are not: they need a new join token each
public record Outage(
    int trusters, int workloads, int connections, Duration reachable, List<String> unreachable) {
  private static final Duration QUIET = Duration.ofSeconds(15);

  // From push to report: half a second of jitter each for the agent's own SVID and for those of its
  // workloads, a reconnect, and signing at a rate that the slowest back end reaches.
  private static final Duration FIXED = Duration.ofMillis(1_500);
  private static final int SVIDS_A_SECOND = 400;

  /// Copies the list.
  public Outage {
    unreachable = List.copyOf(unreachable);
  }

  static Outage of(String root, List<Truster> counting, Instant now) {
    Set<String> workloads = new TreeSet<>();
    Set<String> unreachable = new TreeSet<>();
    int trusters = 0;
    int connections = 0;
    for (Truster truster : counting) {
      TrusterReport report = truster.report();
      trusters += report.trustedRoots().contains(root) ? 1 : 0;
      connections += report.connectionsUnder(root);
      boolean isHostless = report.kind() == TrusterKind.CA;
      if (report.presentsUnder(root) && !isHostless) {
        workloads.add(truster.spiffeId());
      }
      if (report.kind() == TrusterKind.AGENT && truster.lastSeen().plus(QUIET).isBefore(now)) {
        unreachable.add(truster.spiffeId());
      }
    }
    Duration reachable =
        FIXED.plus(Duration.ofSeconds(1).multipliedBy(workloads.size()).dividedBy(SVIDS_A_SECOND));
    return new Outage(trusters, workloads.size(), connections, reachable, List.copyOf(unreachable));
  }
}
