package io.watchword.proxy.authorize;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.proxy.peer.PeerIdentity;

/// Proof that a policy let a connection in. Made only by [Authorizer]. Immutable.
public final class ConnectionPermit {

  private final PeerIdentity peer;
  private final ConnectionFacts facts;

  ConnectionPermit(PeerIdentity peer, ConnectionFacts facts) {
    this.peer = peer;
    this.facts = facts;
  }

  /// The peer it was given to.
  public PeerIdentity peer() {
    return peer;
  }

  /// What the policy saw.
  public ConnectionFacts facts() {
    return facts;
  }
}
