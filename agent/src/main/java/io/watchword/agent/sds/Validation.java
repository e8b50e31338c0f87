package io.watchword.agent.sds;

/// How Envoy is to verify its peers.
public enum Validation {
  /// By its SPIFFE certificate validator: a bundle for each trust domain.
  SPIFFE_VALIDATOR,
  /// By its ordinary one, `trusted_ca`: roots of one trust domain, whose names Envoy does not
  /// check.
  TRUSTED_CA
}
