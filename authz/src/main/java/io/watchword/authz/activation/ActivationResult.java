package io.watchword.authz.activation;

/// What became of a bundle.
public sealed interface ActivationResult {

  /// `sha256:...` of the bundle seen.
  String digest();

  /// It decides from now on.
  record Activated(String digest, String revision) implements ActivationResult {}

  /// It was already in force.
  record Unchanged(String digest) implements ActivationResult {}

  /// It is not used; what was in force stays in force.
  ///
  /// @param code such as `bundles/altered-file`
  record Refused(String digest, String code, String why) implements ActivationResult {}
}
