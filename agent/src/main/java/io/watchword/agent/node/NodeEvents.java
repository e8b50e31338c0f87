package io.watchword.agent.node;

/// What the rest of the agent hears of its dealings with the CA. Called one at a time, in order;
/// must not block.
public interface NodeEvents {

  /// A join token was traded for `identity`.
  void attested(NodeIdentity identity);

  /// The node SVID was renewed.
  void renewed(NodeIdentity identity);

  /// The node SVID could not be renewed; it will be tried again.
  ///
  /// @param why one sentence
  void renewalFailed(String why);

  /// The CA told its state.
  void synced(SyncState state);

  /// An equal entry that is kept already, else `entry` itself. Called from any thread.
  RegisteredEntry known(RegisteredEntry entry);

  /// The connection to the CA, or the agent's identity, changed for better or worse.
  void changed(NodeStanding standing);
}
