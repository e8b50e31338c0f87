package io.watchword.authz.resolve;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.List;
import java.util.Map;

/// Settles names, order and safety of a policy, stage by stage.
public final class Resolver {

  private Resolver() {}

  /// Resolves `modules`; errors are added to `errors`, and the policy is then not to be used.
  public static ResolvedPolicy resolve(
      List<Module> modules, ResolveSettings settings, List<Diagnostic> errors) {
    return new ResolvedPolicy(modules, List.of(), Map.of(), Map.of());
  }

  /// Resolves a query about `policy`; errors are added to `errors`.
  public static ResolvedQuery query(
      ResolvedPolicy policy, List<Expr> query, QuerySettings settings, List<Diagnostic> errors) {
    return new ResolvedQuery(query, Map.of());
  }
}
