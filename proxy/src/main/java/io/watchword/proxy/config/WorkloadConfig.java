package io.watchword.proxy.config;

import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.bootstrap.config.Default;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One workload behind the proxy; an element of `workloads`.
///
/// @param name also the hint of its SVID
/// @param namespace selectors of policies look at it, at the labels and at the service account
/// @param serviceAccount the name if absent
/// @param spiffeId where it is not `spiffe://TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`
public record WorkloadConfig(
    String name,
    @Default("default") String namespace,
    Optional<String> serviceAccount,
    Optional<String> spiffeId,
    @Default("{}") Map<String, String> labels,
    IdentityConfig identity,
    @Default("[]") List<InboundConfig> inbound,
    @Default("[]") List<OutboundConfig> outbound) {

  public WorkloadConfig {
    labels = Map.copyOf(labels);
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("workload name is empty (expected: a name)");
    }
    spiffeId.ifPresent(SpiffeId::parse);
  }

  /// The service account, which is the name unless something else is given.
  public String account() {
    return serviceAccount.orElse(name);
  }

  /// Who it is.
  public SpiffeId expectedId(String trustDomain) {
    return SpiffeId.parse(
        spiffeId.orElseGet(
            () -> "spiffe://" + trustDomain + "/ns/" + namespace + "/sa/" + account()));
  }
}
