package io.watchword.identity.tls;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Whom to talk to. Asked only once an identity is proven; a valid SVID alone is not enough, since
/// every workload has one. Implementations are thread-safe.
@FunctionalInterface
public interface PeerAuthorizer {

  /// Why `peer` is not welcome; empty if it is.
  Optional<String> refusalOf(SpiffeId peer);

  /// Everybody whose trust domain has a bundle here, federated ones included.
  static PeerAuthorizer anyone() {
    return peer -> Optional.empty();
  }

  /// Everybody of one trust domain.
  ///
  /// @param trustDomain `example.org` or `spiffe://example.org`
  static PeerAuthorizer memberOf(String trustDomain) {
    TrustDomain domain = TrustDomain.parse(trustDomain);
    return peer ->
        peer.isMemberOf(domain)
            ? Optional.empty()
            : Optional.of("peer is `" + peer + "` (expected: one of `" + domain + "`)");
  }

  /// These and no others.
  static PeerAuthorizer exactly(String... spiffeIds) {
    Set<SpiffeId> expected = new TreeSet<>(Arrays.stream(spiffeIds).map(SpiffeId::parse).toList());
    if (expected.isEmpty()) {
      throw new IllegalArgumentException("no SPIFFE ID to accept (expected: at least one)");
    }
    return peer ->
        expected.contains(peer)
            ? Optional.empty()
            : Optional.of("peer is `" + peer + "` (expected: one of " + expected + ")");
  }

  /// Those that `welcome` says yes to.
  static PeerAuthorizer matching(Predicate<SpiffeId> welcome) {
    return peer ->
        welcome.test(peer) ? Optional.empty() : Optional.of("peer `" + peer + "` is not welcome");
  }
}
