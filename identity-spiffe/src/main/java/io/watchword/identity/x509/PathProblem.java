package io.watchword.identity.x509;

/// Why there is no path, as coarse as a relying party wants to know it.
public enum PathProblem {
  /// A certificate authority, or the path as a whole, breaks a rule.
  INVALID,
  /// A certificate of the path has expired.
  EXPIRED,
  /// A certificate of the path is not valid yet.
  NOT_YET_VALID,
  /// Nothing leads to a root.
  UNTRUSTED
}
