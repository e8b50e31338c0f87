package io.watchword.agent;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.nio.file.Path;
import java.util.Optional;

/// `agent.yaml`.
///
/// @param trustDomain whose agent this is
/// @param state folder for the node SVID, the trusted roots and the audit log; readable by the
///   agent alone
/// @param ca where the CA is, and how the agent is let in
/// @param workloadApi socket that workloads ask; any local user who may enter its folder can
///   connect
/// @param health loopback address of the admin port
/// @param workloadAttestors what is found out about workloads, and how
/// @param audit where the audit log is, and its name
public record AgentConfig(
    String trustDomain,
    Path state,
    Ca ca,
    UnixSocket workloadApi,
    HostPort health,
    @Default("{}") WorkloadAttestors workloadAttestors,
    Optional<AuditSettings> audit) {

  /// The key `ca`.
  ///
  /// @param address of the CA's listener for nodes
  /// @param tokenFile file with a join token: read at the first contact, and whenever the agent has
  ///   lost its identity and the file holds another token
  public record Ca(HostPort address, Optional<Path> tokenFile) {}

  /// Checks the trust domain.
  public AgentConfig {
    try {
      TrustDomain.parse(trustDomain);
    } catch (InvalidSpiffeIdException e) {
      throw new IllegalArgumentException("trust-domain: " + e.getMessage(), e);
    }
  }

  /// The trust domain, read.
  public TrustDomain domain() {
    return TrustDomain.parse(trustDomain);
  }
}
