package io.watchword.identity.trust;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.StrictX509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// What one truster (one SPIFFE ID in one process) trusts, presents and holds open. Immutable; any
/// thread.
///
/// @param id who
/// @param kind what it is
/// @param bundleSha256 digest of its bundle, lower-case hexadecimal
/// @param bundleSequence the CA's number of that bundle; 0 where the truster cannot know it
/// @param trustedRoots SHA-256 of each root trusted for its own trust domain, lower-case
///   hexadecimal
/// @param presented chains in use for new handshakes
/// @param openConnections how many, by SHA-256 of the root that authenticated either side
/// @param observedAt when it was so
public record TrusterState(
    SpiffeId id,
    TrusterKind kind,
    String bundleSha256,
    long bundleSequence,
    List<String> trustedRoots,
    List<PresentedChain> presented,
    Map<String, Integer> openConnections,
    Instant observedAt) {

  /// Copies.
  public TrusterState {
    trustedRoots = List.copyOf(trustedRoots);
    presented = List.copyOf(presented);
    openConnections = Map.copyOf(openConnections);
  }

  /// A truster that trusts `bundle`, and nothing more yet.
  public static TrusterState of(
      SpiffeId id, TrusterKind kind, X509Bundle bundle, Instant observedAt) {
    return new TrusterState(
        id,
        kind,
        HexFormat.of().formatHex(bundle.sha256()),
        bundle.sequence().orElse(0),
        bundle.strictRoots().stream().map(StrictX509Certificate::sha256Hex).toList(),
        List.of(),
        Map.of(),
        observedAt);
  }

  /// The same, presenting these chains.
  public TrusterState presenting(List<PresentedChain> chains) {
    return new TrusterState(
        id, kind, bundleSha256, bundleSequence, trustedRoots, chains, openConnections, observedAt);
  }

  /// The same, with these connections open.
  public TrusterState holdingOpen(Map<String, Integer> connections) {
    return new TrusterState(
        id, kind, bundleSha256, bundleSequence, trustedRoots, presented, connections, observedAt);
  }
}
