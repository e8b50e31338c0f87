package io.watchword.authz.service;

import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `authz.yaml`.
///
/// @param policies folders with policies, and single files; watched
/// @param rootNamespace its YAML policies apply to the whole mesh
/// @param health loopback address of health, metrics and dumps
/// @param capabilities what policies may use of Rego, as OPA's capabilities file; all of it where
///   there is none
/// @param state where the audit log is kept
public record AuthzConfig(
    List<Path> policies,
    Identity identity,
    Bundles bundles,
    HostPort health,
    @Default("istio-system") String rootNamespace,
    Optional<Path> capabilities,
    @Default("./state/authz") Path state,
    Optional<AuditSettings> audit) {

  public AuthzConfig {
    policies = List.copyOf(policies);
    if (policies.isEmpty()) {
      throw new IllegalArgumentException("policies: [] (expected: at least one folder)");
    }
  }

  /// @param workloadApi socket of the agent
  /// @param spiffeId which of our SVIDs to serve with; by default the one with the hint `authz`,
  ///   then the one whose path is `/watchword/authz`, then the first
  public record Identity(UnixSocket workloadApi, Optional<SpiffeId> spiffeId) {}

  /// @param signingKeyFile PKCS#8 PEM, P-256 or P-384
  /// @param path of the bundle in its URL
  public record Bundles(
      HostPort listen, Path signingKeyFile, @Default("/bundles/mesh.tar.gz") String path) {
    public Bundles {
      if (!path.matches("/[A-Za-z0-9._~/-]+")) {
        throw new IllegalArgumentException(
            "path `" + path + "` (expected: such as `/bundles/mesh.tar.gz`)");
      }
    }
  }
}
