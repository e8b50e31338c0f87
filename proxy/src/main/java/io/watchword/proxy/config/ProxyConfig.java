package io.watchword.proxy.config;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `proxy.yaml`.
///
/// @param mode `sidecar` for one workload and `node` for several, unless given
/// @param defaultAction what happens to a workload that no ALLOW policy selects
/// @param rootNamespace policies of this namespace apply to all workloads, unless a bundle names
///   another
/// @param admin loopback address for health, metrics and dumps
/// @param threads event loops; 0 for one per core
/// @param state folder for the last good bundle and the audit log
public record ProxyConfig(
    String trustDomain,
    Optional<ProxyMode> mode,
    List<WorkloadConfig> workloads,
    PoliciesConfig policies,
    @Default("deny") DefaultAction defaultAction,
    @Default("istio-system") String rootNamespace,
    @Default("{mode: fast}") TlsConfig tls,
    @Default("127.0.0.1:0") HostPort admin,
    @Default("1") @AtLeast("0") @AtMost("256") int threads,
    @Default("state/proxy") Path state,
    @Default("{}") AuditSettings audit,
    @Default("{}") LimitsConfig limits,
    @Default("{}") Timeouts timeouts) {

  public ProxyConfig {
    workloads = List.copyOf(workloads);
    new TrustDomain(trustDomain);
    if (mode.equals(Optional.of(ProxyMode.GATEWAY))) {
      throw new IllegalArgumentException(
          "mode `gateway` is not in this version (expected: `sidecar` or `node`)");
    }
    if (workloads.isEmpty()) {
      throw new IllegalArgumentException("no workloads (expected: at least one)");
    }
    if (mode.equals(Optional.of(ProxyMode.SIDECAR)) && workloads.size() > 1) {
      throw new IllegalArgumentException(
          "%d workloads in mode `sidecar` (expected: one, or mode `node`)"
              .formatted(workloads.size()));
    }
    Set<String> names = new HashSet<>();
    for (WorkloadConfig workload : workloads) {
      if (!names.add(workload.name())) {
        throw new IllegalArgumentException(
            "workload `" + workload.name() + "` twice (expected: each name once)");
      }
    }
  }

  /// Whether identities are chosen by the workload's name alone.
  public boolean isNode() {
    return mode.map(m -> m == ProxyMode.NODE).orElse(workloads.size() > 1);
  }
}
