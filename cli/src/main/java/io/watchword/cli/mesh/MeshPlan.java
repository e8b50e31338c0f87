package io.watchword.cli.mesh;

import io.watchword.platform.bootstrap.config.HostPort;
import java.util.ArrayList;
import java.util.List;

/// A mesh with every port decided, so that a role can be restarted and still be found.
///
/// @param workloads in the order of `mesh.yaml`
record MeshPlan(
    MeshConfig config,
    String caNodes,
    String caHealth,
    String agentHealth,
    String authzListen,
    String authzHealth,
    String proxyAdmin,
    List<PlannedWorkload> workloads) {

  /// @param inbound addresses in the order of the configuration
  /// @param outbound addresses in the order of the configuration
  record PlannedWorkload(
      MeshConfig.Workload workload, List<String> inbound, List<String> outbound) {}

  /// Decides every port of `config`; a port 0 becomes a free one.
  ///
  /// @throws MeshException where an outbound leads to a workload without an inbound listener
  static MeshPlan of(MeshConfig config) {
    try (FreePorts ports = new FreePorts()) {
      List<PlannedWorkload> workloads = new ArrayList<>();
      for (MeshConfig.Workload workload : config.workloads()) {
        workloads.add(
            new PlannedWorkload(
                workload,
                workload.inbound().stream().map(in -> address(ports, in.listen())).toList(),
                workload.outbound().stream().map(out -> address(ports, out.listen())).toList()));
      }
      MeshPlan plan =
          new MeshPlan(
              config,
              loopback(ports),
              loopback(ports),
              loopback(ports),
              loopback(ports),
              loopback(ports),
              loopback(ports),
              List.copyOf(workloads));
      plan.workloads.forEach(each -> each.workload().outbound().forEach(plan::reached));
      return plan;
    }
  }

  /// SPIFFE ID of the agent.
  String agentId() {
    return "spiffe://" + config.trustDomain() + "/watchword/agent/local";
  }

  String authzId() {
    return "spiffe://" + config.trustDomain() + "/watchword/authz";
  }

  /// The workload that an outbound leads to: one with an inbound listener.
  ///
  /// @throws MeshException where there is none
  PlannedWorkload reached(MeshConfig.Outbound outbound) {
    return workloads.stream()
        .filter(planned -> planned.workload().name().equals(outbound.to()))
        .filter(planned -> !planned.inbound().isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new MeshException(
                    "an outbound leads to `"
                        + outbound.to()
                        + "`, which has no inbound listener; give it one, or remove the outbound"));
  }

  private static String address(FreePorts ports, HostPort wanted) {
    int port = wanted.port() == 0 ? ports.take(wanted.host()) : wanted.port();
    return wanted.host() + ":" + port;
  }

  private static String loopback(FreePorts ports) {
    return "127.0.0.1:" + ports.take("127.0.0.1");
  }
}
