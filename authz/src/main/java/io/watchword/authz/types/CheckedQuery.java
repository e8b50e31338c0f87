package io.watchword.authz.types;

import io.watchword.authz.resolve.ResolvedQuery;

/// A query whose calls and references make sense. Made by [TypeChecker] only.
public final class CheckedQuery {

  private final CheckedPolicy policy;
  private final ResolvedQuery resolved;

  CheckedQuery(CheckedPolicy policy, ResolvedQuery resolved) {
    this.policy = policy;
    this.resolved = resolved;
  }

  /// The policy it is about.
  public CheckedPolicy policy() {
    return policy;
  }

  public ResolvedQuery resolved() {
    return resolved;
  }
}
