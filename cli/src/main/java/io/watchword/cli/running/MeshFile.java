package io.watchword.cli.running;

import java.util.List;

/// `mesh.json`: where everything of a running mesh is. Written by `up`, atomically, when all roles
/// are ready.
///
/// @param bundle trust bundle as PEM, relative to the folder of `mesh.json`
/// @param audit audit logs, relative to the folder of `mesh.json`
public record MeshFile(
    long pid,
    String trustDomain,
    String bundle,
    Ca ca,
    List<Agent> agents,
    List<Authz> authz,
    List<Proxy> proxies,
    List<String> audit) {

  public static final String NAME = "mesh.json";

  public record Ca(long pid, String admin, String nodes, String health) {}

  public record Agent(long pid, String workloadApi, String health) {}

  public record Authz(long pid, String url, String health) {}

  public record Proxy(long pid, String mode, String admin, List<Workload> workloads) {}

  public record Workload(
      String name, String spiffeId, List<String> inbound, List<Outbound> outbound) {}

  public record Outbound(String listen, String to) {}
}
