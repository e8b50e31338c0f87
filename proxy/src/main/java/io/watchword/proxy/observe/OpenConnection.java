package io.watchword.proxy.observe;

import java.time.Instant;

/// One open connection as admin pages, trust reports and rotation see it. Thread-safe: immutable.
///
/// @param protocol `http`, `tcp`
/// @param localRootSha256 the root above our own certificate on this connection; empty where we
///   showed none
/// @param peerTrustDomain of the peer's SPIFFE ID
public record OpenConnection(
    ConnectionOrigin origin,
    PeerFacts peer,
    String protocol,
    String localRootSha256,
    String peerTrustDomain,
    Instant since,
    Drainable drainable) {}
