package io.watchword.authz.decision;

/// What happens to a workload that no ALLOW policy selects.
public enum DefaultAction {
  /// Closed until a policy opens it: ours.
  DENY,
  /// Open until a policy selects it: Istio's.
  ALLOW
}
