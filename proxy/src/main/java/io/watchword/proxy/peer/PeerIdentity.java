package io.watchword.proxy.peer;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.identity.id.SpiffeId;
import io.watchword.proxy.observe.PeerFacts;
import java.time.Instant;

/// A peer that has proven its SPIFFE ID in a handshake on one connection. Made only by
/// [PeerVerifier]. Immutable.
public final class PeerIdentity {

  private final SpiffeId spiffeId;
  private final PeerFacts facts;
  private final ConnectionFacts.Source source;
  private final ConnectionFacts.Tls tls;
  private final Instant until;

  PeerIdentity(
      SpiffeId spiffeId,
      PeerFacts facts,
      ConnectionFacts.Source source,
      ConnectionFacts.Tls tls,
      Instant until) {
    this.spiffeId = spiffeId;
    this.facts = facts;
    this.source = source;
    this.tls = tls;
    this.until = until;
  }

  /// When what it proved ends.
  public Instant until() {
    return until;
  }

  /// Who it is.
  public SpiffeId spiffeId() {
    return spiffeId;
  }

  /// For audit records.
  public PeerFacts facts() {
    return facts;
  }

  /// As policies see it.
  public ConnectionFacts.Source source() {
    return source;
  }

  /// What was negotiated, as policies see it.
  public ConnectionFacts.Tls tls() {
    return tls;
  }
}
