package io.watchword.api.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What the CA writes, each before its effect is visible.
public sealed interface CaRecord extends AuditRecord {

  /// @param kind `node`, `workload`, `ca`, `minted`, `downstream-ca`
  /// @param serial lower-case hexadecimal
  /// @param spkiSha256 SHA-256 of the subject public key info, lower-case hexadecimal
  /// @param agent SPIFFE ID of the agent that asked; empty for the CA's own
  @AuditRecordType("issuance")
  record Issuance(
      String kind,
      String spiffeId,
      String serial,
      String spkiSha256,
      String issuerSerial,
      String rootSha256,
      Instant notBefore,
      Instant notAfter,
      String agent,
      String entryId,
      List<String> selectors)
      implements CaRecord {}

  /// A JWT-SVID.
  ///
  /// @param keyId of the key that signed it
  /// @param jti empty where the token has none
  @AuditRecordType("jwt-issuance")
  record JwtIssuance(
      String spiffeId,
      List<String> audience,
      String keyId,
      String jti,
      Instant issuedAt,
      Instant expiresAt,
      String agent,
      String entryId)
      implements CaRecord {}

  /// An SVID that the operators' own policy did not let the CA issue.
  ///
  /// @param rule `file:line` of the rule that decided; empty where none could
  @AuditRecordType("issuance-denied")
  record IssuanceDenied(
      String kind, String spiffeId, String agent, String entryId, String rule, String reason)
      implements CaRecord {}

  /// A certificate that counts no more.
  ///
  /// @param operator who said so; `ca` where the CA did so itself
  @AuditRecordType("revocation")
  record Revocation(
      String serial,
      String spiffeId,
      String issuerSerial,
      String reason,
      String operator,
      Instant notAfter)
      implements CaRecord {}

  /// The policy on who may get what was loaded anew, or could not be.
  ///
  /// @param digest `sha256:...` of the files in force
  /// @param result `in-force` or what is wrong with the new files
  @AuditRecordType("issuance-policy")
  record IssuancePolicy(String digest, String result) implements CaRecord {}

  /// @param action `create`, `update`, `delete`
  @AuditRecordType("registration")
  record Registration(
      String action,
      String entryId,
      String spiffeId,
      String parentId,
      List<String> selectors,
      String operator)
      implements CaRecord {}

  /// @param action `attested`, `renewed`, `refused`, `evicted`, `banned`
  @AuditRecordType("node")
  record Node(String action, String agent, String attestation, String reason) implements CaRecord {}

  /// A step of a root rotation, as in the rotation journal.
  ///
  /// @param state as in `root status`
  /// @param without truster that an operator went on without; empty for none
  @AuditRecordType("rotation")
  record Rotation(
      String rotation,
      String state,
      String oldRootSha256,
      String newRootSha256,
      long bundleSequence,
      String operator,
      String without,
      String reason)
      implements CaRecord {}

  /// A bundle of a foreign trust domain came, by hand or from its endpoint.
  ///
  /// @param sequence 0 where it has none
  /// @param x509Sha256 SHA-256 over its roots, as in a truster's report
  @AuditRecordType("foreign-trust")
  record ForeignTrust(String trustDomain, long sequence, String x509Sha256, int jwtKeys)
      implements CaRecord {}

  /// A truster acknowledged a trust bundle for the first time (E05).
  @AuditRecordType("trust-acknowledged")
  record TrustAcknowledged(
      String truster, String kind, long bundleSequence, String bundleSha256, List<String> roots)
      implements CaRecord {}

  /// Something about a truster that no agent reports: a consumer of an exported bundle, or another
  /// trust domain.
  ///
  /// @param action `exported`, `acknowledged`, `forgotten`, `federated`, `fetched`, `unfederated`,
  ///   `published`
  @AuditRecordType("outside-truster")
  record OutsideTruster(
      String action,
      String truster,
      String bundleSha256,
      long bundleSequence,
      String operator,
      String reason)
      implements CaRecord {}

  /// The dossier of a rotation that ended was written.
  ///
  /// @param sha256 of `dossier.json`
  /// @param outcome `DONE` or `ABORTED`
  /// @param trusters that acknowledged something
  /// @param without trusters that operators went on without
  /// @param failedHandshakes for reasons that a rotation can be the cause of
  @AuditRecordType("rotation-dossier")
  record RotationDossier(
      String rotation,
      String outcome,
      String sha256,
      int trusters,
      List<String> without,
      long failedHandshakes)
      implements CaRecord {}

  /// A bundle was published.
  ///
  /// @param bundleSha256 of its roots
  /// @param jwtKeys ids of the keys that verify JWT-SVIDs
  @AuditRecordType("trust-published")
  record TrustPublished(
      long bundleSequence, String bundleSha256, List<String> roots, List<String> jwtKeys)
      implements CaRecord {}

  /// Where the CA's keys are, as the back end answered (E07).
  ///
  /// @param attributes what the back end said: key type, exportable, mount ...
  @AuditRecordType("key-custody")
  record KeyCustody(
      String purpose,
      String backend,
      String keyType,
      String spkiSha256,
      Map<String, String> attributes)
      implements CaRecord {}

  /// Each call of the admin API, also the refused ones (E19).
  ///
  /// @param operator `uid:0 pid:1234` of the peer of the Unix socket, or a SPIFFE ID
  /// @param result `ok` or the gRPC status with its message
  @AuditRecordType("admin-call")
  record AdminCall(String method, String operator, String target, String result)
      implements CaRecord {}

  /// The upstream (Vault) became unusable or usable again.
  @AuditRecordType("upstream")
  record Upstream(String backend, String state, String reason) implements CaRecord {}
}
