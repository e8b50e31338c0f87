package io.watchword.ca.authority;

import java.time.Instant;

/// A truster as the CA remembers it.
///
/// @param agent SPIFFE ID of the agent that reported it; empty for the CA itself
/// @param lastSeen when its newest report came
/// @param gone the agent's newest report no longer names it: a process may still run on what it had
/// @param confirmed it reported in this run of the CA, rather than in one before a restart
public record Truster(
    String agent, TrusterReport report, Instant lastSeen, boolean gone, boolean confirmed) {

  /// Who.
  public String spiffeId() {
    return report.spiffeId();
  }

  Truster asGone() {
    return new Truster(agent, report, lastSeen, true, confirmed);
  }

  Truster asUnconfirmed() {
    return new Truster(agent, report, lastSeen, gone, false);
  }
}
