package io.watchword.authz.resolve;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.Limits;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.List;

/// Settles names, order and safety of a policy. The stages, in order, stand in [Stages]; those of a
/// query in [QueryStages]. Stateless.
public final class Resolver {

  private Resolver() {}

  /// Resolves `modules`; errors are added to `errors`, and the policy is then not to be used.
  public static ResolvedPolicy resolve(
      List<Module> modules, ResolveSettings settings, List<Diagnostic> errors) {
    Problems beyond = new Problems();
    Limits.check(modules, beyond);
    Draft draft =
        Draft.of(
            beyond.isEmpty() ? modules : List.of(), settings.capabilities(), settings.strict());
    if (!beyond.isEmpty()) {
      errors.addAll(beyond.diagnostics(Draft.sources(modules), settings.mostErrors()));
      return ResolvedPolicy.unusable(draft, settings);
    }
    return new Stages(draft, settings)
        .run()
        .map(found -> ResolvedPolicy.of(draft, settings, found))
        .orElseGet(
            () -> {
              errors.addAll(draft.problems().diagnostics(draft.sources(), settings.mostErrors()));
              return ResolvedPolicy.unusable(draft, settings);
            });
  }

  /// Resolves a query about `policy`; errors are added to `errors`, and the query is then not to be
  /// used.
  public static ResolvedQuery query(
      ResolvedPolicy policy, List<Expr> query, QuerySettings settings, List<Diagnostic> errors) {
    return new QueryStages(policy, settings).run(query, errors);
  }
}
