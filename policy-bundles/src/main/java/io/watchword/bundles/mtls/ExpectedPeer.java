package io.watchword.bundles.mtls;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.util.Optional;

/// Whom we expect at the other end. A valid SVID alone is not enough: every workload of the mesh
/// has one.
public sealed interface ExpectedPeer {

  /// What is wrong with a peer whose SVID holds; empty if it is the expected one.
  Optional<String> problemOf(SpiffeId peer);

  /// One peer.
  record Exactly(SpiffeId id) implements ExpectedPeer {
    @Override
    public Optional<String> problemOf(SpiffeId peer) {
      return peer.equals(id)
          ? Optional.empty()
          : Optional.of("the peer is `" + peer + "` (expected: `" + id + "`)");
    }
  }

  /// Anyone of a trust domain.
  record MemberOf(TrustDomain trustDomain) implements ExpectedPeer {
    @Override
    public Optional<String> problemOf(SpiffeId peer) {
      return peer.trustDomain().equals(trustDomain)
          ? Optional.empty()
          : Optional.of("the peer is `" + peer + "` (expected: one of `" + trustDomain + "`)");
    }
  }
}
