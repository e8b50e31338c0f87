package io.watchword.api.record;

import java.util.List;

/// What authz and the enforcers of policies write.
public sealed interface PolicyRecord extends AuditRecord {

  /// Authz built and signed a bundle.
  ///
  /// @param revision of the manifest
  /// @param digest `sha256:` and the digest of the bundle archive, lower-case hexadecimal
  @AuditRecordType("bundle-signed")
  record BundleSigned(
      String revision, String digest, String previousDigest, String keyId, List<String> files)
      implements PolicyRecord {}

  /// The policy folders hold errors; the last good bundle stays in force.
  @AuditRecordType("policy-refused")
  record PolicyRefused(List<String> diagnostics) implements PolicyRecord {}

  /// All rules of a bundle, so that reports can tell which were never used (E09).
  @AuditRecordType("policy-inventory")
  record PolicyInventory(String digest, List<Rule> rules) implements PolicyRecord {}

  /// @param location `file:line`
  /// @param layer `deny`, `allow`
  record Rule(String ruleId, String location, String layer) {}

  /// An enforcer swapped a bundle in, or refused one and kept what it had.
  ///
  /// @param outcome `activated`, `refused`
  /// @param digest of the bundle seen; `inForce` of the one that decides from now on, empty for
  ///   none
  @AuditRecordType("policy-activation")
  record PolicyActivation(
      String source, String outcome, String digest, String inForce, String revision, String reason)
      implements PolicyRecord {}
}
