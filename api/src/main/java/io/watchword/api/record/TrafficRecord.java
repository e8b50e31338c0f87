package io.watchword.api.record;

import java.util.Map;

/// What a proxy writes about connections and decisions.
public sealed interface TrafficRecord extends AuditRecord {

  /// One connection to an inbound listener or to an upstream, written when its fate is known (E01,
  /// E02, E03).
  ///
  /// @param direction `inbound`, `outbound`
  /// @param outcome `accepted`, `rejected`
  /// @param cause why rejected: `no-certificate`, `untrusted`, `expired`, `not-yet-valid`,
  ///   `wrong-trust-domain`, `revoked`, `invalid-svid`, `not-tls`, `no-common-parameters`,
  ///   `denied`, `limit`, `no-identity`, `no-policy`; empty if accepted
  /// @param mutual both sides authenticated by TLS before data flowed
  @AuditRecordType("connection")
  record Connection(
      String connectionId,
      String direction,
      String listener,
      String workload,
      String localSpiffeId,
      String peerSpiffeId,
      String peerAddress,
      String outcome,
      String cause,
      boolean mutual,
      String tlsVersion,
      String cipherSuite,
      String group,
      String peerSerial,
      String peerSpkiSha256,
      String peerRootSha256,
      String decisionId)
      implements TrafficRecord {}

  /// A decision to deny, one record each (E09). `policy explain` finds it by its id.
  ///
  /// @param kind `connection`, `request`
  /// @param layer `custom`, `deny`, `allow`, `default`, `failed`
  /// @param rule `file:line` of the rule that decided; empty for the default
  /// @param facts what the policy saw, flattened (`request.method`, `request.path`, ...), no
  ///   bodies, no tokens
  @AuditRecordType("denial")
  record Denial(
      String decisionId,
      String kind,
      String connectionId,
      String source,
      String destination,
      String workload,
      String layer,
      String rule,
      String ruleId,
      String reason,
      String nearestChange,
      String policyDigest,
      Map<String, String> facts)
      implements TrafficRecord {}

  /// Allowed decisions, counted per (source, destination, rule) over 10 s.
  @AuditRecordType("allowed")
  record Allowed(
      String kind,
      String source,
      String destination,
      String workload,
      String rule,
      String ruleId,
      String policyDigest,
      long count,
      long seconds)
      implements TrafficRecord {}
}
