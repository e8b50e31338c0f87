package io.watchword.cli.mesh;

import io.watchword.authz.decision.DefaultAction;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `mesh.yaml`: a mesh in one file.
///
/// @param rootNamespace policies in this namespace apply to the whole mesh
/// @param defaultAction what happens to a workload that no ALLOW policy selects: `deny` or `allow`
/// @param policies files and folders, relative to the file
public record MeshConfig(
    String trustDomain,
    @Default("istio-system") String rootNamespace,
    @Default("deny") DefaultAction defaultAction,
    Optional<Ca> ca,
    List<Path> policies,
    List<Workload> workloads) {

  /// Checks names and that every `to` leads somewhere.
  public MeshConfig {
    new TrustDomain(trustDomain);
    policies = List.copyOf(policies);
    workloads = List.copyOf(workloads);
    Set<String> names = new HashSet<>();
    Set<String> unreachable = new HashSet<>();
    for (Workload workload : workloads) {
      if (!names.add(workload.name())) {
        throw new IllegalArgumentException("workload `" + workload.name() + "` is named twice");
      }
      if (workload.inbound().isEmpty()) {
        unreachable.add(workload.name());
      }
    }
    for (Workload workload : workloads) {
      for (Outbound outbound : workload.outbound()) {
        if (!names.contains(outbound.to())) {
          throw new IllegalArgumentException(
              "workload `"
                  + workload.name()
                  + "` has an outbound to `"
                  + outbound.to()
                  + "`, which is no workload of this mesh (expected: one of "
                  + String.join(", ", names.stream().sorted().toList())
                  + ")");
        }
        if (unreachable.contains(outbound.to())) {
          throw new IllegalArgumentException(
              "workload `"
                  + workload.name()
                  + "` has an outbound to `"
                  + outbound.to()
                  + "`, which has no inbound listener to be reached by");
        }
      }
    }
  }

  /// @param keys where the CA's keys are; absent: embedded
  /// @param svidTtl life of SVIDs, unless an entry says otherwise
  public record Ca(Optional<CaKeys> keys, @Default("1h") Duration svidTtl) {}

  /// @param serviceAccount last part of the SPIFFE ID; absent: the name
  /// @param spiffeId instead of spiffe://TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT
  /// @param attest selector of the process that fetches the identity; absent: `unix:uid:<uid of the
  ///   proxy>`
  public record Workload(
      String name,
      @Default("default") String namespace,
      Optional<String> serviceAccount,
      Optional<String> spiffeId,
      @Default("{}") Map<String, String> labels,
      Optional<String> attest,
      @Default("[]") List<Inbound> inbound,
      @Default("[]") List<Outbound> outbound) {

    public Workload {
      labels = Map.copyOf(labels);
      inbound = List.copyOf(inbound);
      outbound = List.copyOf(outbound);
      spiffeId.ifPresent(SpiffeId::parse);
    }

    /// Its SPIFFE ID in `trustDomain`.
    public String identity(String trustDomain) {
      return spiffeId.orElseGet(
          () ->
              "spiffe://"
                  + trustDomain
                  + "/ns/"
                  + namespace
                  + "/sa/"
                  + serviceAccount.orElse(name));
    }
  }

  /// @param forwardTo the application, plaintext
  public record Inbound(
      HostPort listen, HostPort forwardTo, @Default("detect") Protocol protocol) {}

  /// @param to name of the workload to reach, by its first inbound listener
  public record Outbound(HostPort listen, String to) {}

  /// What travels on a listener.
  public enum Protocol {
    DETECT,
    HTTP,
    TCP
  }
}
