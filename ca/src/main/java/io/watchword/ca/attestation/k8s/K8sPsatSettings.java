package io.watchword.ca.attestation.k8s;

import io.watchword.platform.bootstrap.config.Default;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The key `node-attestors.k8s-psat` of `ca.yaml`.
///
/// @param clusters by the name that agents give
/// @param allowReattestation whether an attested agent may prove itself again
public record K8sPsatSettings(
    Map<String, Cluster> clusters, @Default("true") boolean allowReattestation) {

  /// Checks that there is one.
  public K8sPsatSettings {
    if (clusters.isEmpty()) {
      throw new IllegalArgumentException("clusters is empty (expected: at least one)");
    }
    for (String name : clusters.keySet()) {
      if (!name.matches("[A-Za-z0-9._-]+")) {
        throw new IllegalArgumentException(
            "cluster `" + name + "` (expected: letters, digits, `.`, `_` and `-`)");
      }
    }
  }

  /// A cluster whose nodes may come.
  ///
  /// @param apiServer which reviews tokens
  /// @param apiServerCa who signed its certificate, in PEM
  /// @param tokenFile the CA's own token for it, read anew for each request
  /// @param serviceAccounts of agents, as `NAMESPACE:NAME`
  /// @param audience which tokens must be meant for
  /// @param nodeLabels keys of node labels that become selectors
  /// @param podLabels keys of labels of the agent's pod that become selectors
  public record Cluster(
      URI apiServer,
      Path apiServerCa,
      Path tokenFile,
      List<String> serviceAccounts,
      @Default("watchword-ca") String audience,
      @Default("[]") List<String> nodeLabels,
      @Default("[]") List<String> podLabels) {

    /// Checks what would give every pod of the cluster away.
    public Cluster {
      if (!"https".equals(apiServer.getScheme()) || apiServer.getHost() == null) {
        throw new IllegalArgumentException(
            "api-server `" + apiServer + "` (expected: https://HOST:PORT)");
      }
      if (serviceAccounts.isEmpty()) {
        throw new IllegalArgumentException(
            "service-accounts is empty (expected: at least one `NAMESPACE:NAME`)");
      }
      for (String account : serviceAccounts) {
        if (!account.matches("[a-z0-9-]+:[a-z0-9.-]+")) {
          throw new IllegalArgumentException(
              "service account `" + account + "` (expected: `NAMESPACE:NAME`)");
        }
      }
      if (audience.isBlank()) {
        throw new IllegalArgumentException("audience is empty (expected: such as `watchword-ca`)");
      }
    }
  }
}
