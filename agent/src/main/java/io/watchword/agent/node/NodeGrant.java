package io.watchword.agent.node;

import io.watchword.identity.bundle.X509Bundle;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the CA gives to whom it lets in. Nothing is verified yet but the CA itself.
///
/// @param chain of the node SVID, leaf first, without the root
/// @param trust the trust domain's roots
public record NodeGrant(List<X509Certificate> chain, X509Bundle trust) {

  /// Copies the chain.
  public NodeGrant {
    chain = List.copyOf(chain);
  }
}
