package io.watchword.agent.svid;

import io.watchword.agent.node.DomainTrust;
import io.watchword.identity.id.TrustDomain;
import java.util.Map;

/// Whom this host's workloads verify others by. Immutable.
///
/// @param own of the agent's trust domain
/// @param federated of foreign ones; which workload may use which, its entries say
public record MeshTrust(DomainTrust own, Map<TrustDomain, DomainTrust> federated) {

  /// Copies the map.
  public MeshTrust {
    federated = Map.copyOf(federated);
  }
}
