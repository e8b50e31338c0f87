package io.watchword.authz.types;

import io.watchword.authz.resolve.ResolvedPolicy;

/// A policy whose calls and references make sense. Made by [TypeChecker] only; immutable to
/// everyone else.
public final class CheckedPolicy {

  private final ResolvedPolicy resolved;
  private final TypeSettings settings;
  private final Environment known;
  private final RuleGraph graph;

  CheckedPolicy(
      ResolvedPolicy resolved, TypeSettings settings, Environment known, RuleGraph graph) {
    this.resolved = resolved;
    this.settings = settings;
    this.known = known;
    this.graph = graph;
  }

  public ResolvedPolicy resolved() {
    return resolved;
  }

  public TypeSettings settings() {
    return settings;
  }

  Environment known() {
    return known;
  }

  RuleGraph graph() {
    return graph;
  }
}
