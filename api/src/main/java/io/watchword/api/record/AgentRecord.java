package io.watchword.api.record;

import java.time.Instant;
import java.util.List;

/// What an agent writes about itself and about the workloads that ask it.
public sealed interface AgentRecord extends AuditRecord {

  /// The agent's own SVID.
  ///
  /// @param action `attested`, `renewed`, `ended`
  /// @param serial lower-case hexadecimal; empty where it ended
  /// @param reason why it ended; empty otherwise
  @AuditRecordType("node-identity")
  record NodeIdentity(String action, String agent, String serial, Instant notAfter, String reason)
      implements AgentRecord {}

  /// An SVID went out to a process of this host.
  ///
  /// @param serial lower-case hexadecimal
  /// @param rootSha256 lower-case hexadecimal
  /// @param uid and `pid` as the kernel told them
  @AuditRecordType("svid-delivered")
  record SvidDelivered(
      String spiffeId, String serial, String rootSha256, Instant notAfter, long pid, long uid)
      implements AgentRecord {}

  /// A JWT-SVID went out to a process of this host; not the token.
  ///
  /// @param uid and `pid` as the kernel told them
  @AuditRecordType("jwt-svid-delivered")
  record JwtSvidDelivered(
      String spiffeId, List<String> audience, Instant notAfter, long pid, long uid)
      implements AgentRecord {

    /// Copies the audience.
    public JwtSvidDelivered {
      audience = List.copyOf(audience);
    }
  }

  /// A process asked, and no entry fits it.
  @AuditRecordType("workload-refused")
  record WorkloadRefused(long pid, long uid) implements AgentRecord {}
}
