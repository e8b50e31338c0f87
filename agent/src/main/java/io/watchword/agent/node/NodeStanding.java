package io.watchword.agent.node;

import java.time.Instant;

/// How the agent stands with its CA.
public sealed interface NodeStanding {

  /// In contact, the state is the CA's newest.
  record Connected(NodeIdentity identity) implements NodeStanding {}

  /// Has an identity, but no contact: what is valid is served on.
  ///
  /// @param since when contact was lost, or first sought
  /// @param why one sentence
  record Disconnected(NodeIdentity identity, Instant since, String why) implements NodeStanding {}

  /// Has no identity (new, expired or evicted): nothing is served.
  ///
  /// @param why one sentence
  /// @param outlook what is done about it
  record WithoutIdentity(String why, String outlook) implements NodeStanding {}
}
