package io.watchword.authz.resolve;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.names.ImportCheck;
import io.watchword.authz.resolve.names.LocalsStage;
import io.watchword.authz.resolve.names.QueryReferences;
import io.watchword.authz.resolve.rewrite.CallLifter;
import io.watchword.authz.resolve.rewrite.DynamicLifter;
import io.watchword.authz.resolve.rewrite.Equalities;
import io.watchword.authz.resolve.rewrite.FunctionCheck;
import io.watchword.authz.resolve.rewrite.Prints;
import io.watchword.authz.resolve.rewrite.Templates;
import io.watchword.authz.resolve.rewrite.ValueLifter;
import io.watchword.authz.resolve.rewrite.WithModifiers;
import io.watchword.authz.resolve.safety.Outputs;
import io.watchword.authz.resolve.safety.SafeOrder;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The stages of a query, in OPA's order.
final class QueryStages {

  private final ResolvedPolicy policy;
  private final QuerySettings settings;
  private final Capabilities capabilities;
  private final RuleTree tree;
  private final Problems problems = new Problems();

  QueryStages(ResolvedPolicy policy, QuerySettings settings) {
    this.policy = policy;
    this.settings = settings;
    this.capabilities = policy.settings().capabilities();
    this.tree = policy.tree();
  }

  ResolvedQuery run(List<Expr> query, List<Diagnostic> errors) {
    if (query.isEmpty()) {
      errors.add(Diagnostic.error("rego_compile_error", "empty query cannot be compiled"));
      return new ResolvedQuery(query, Map.of(), Map.of());
    }
    LocalNames names = LocalNames.ofQuery(generatedNames(query));
    List<Expr> body = query;
    for (UnaryOperator<List<Expr>> stage : all(names)) {
      body = stage.apply(body);
      if (!problems.isEmpty()) {
        errors.addAll(problems.diagnostics(settings.sources(), policy.settings().mostErrors()));
        break;
      }
    }
    return new ResolvedQuery(body, names.written(), names.standsFor());
  }

  private List<UnaryOperator<List<Expr>>> all(LocalNames names) {
    Outputs outputs = Outputs.in(tree, capabilities);
    Set<String> unsafe = policy.settings().unsafeBuiltins();
    FunctionCheck functions = new FunctionCheck(capabilities, problems, names::writtenName);
    WithModifiers modifiers = new WithModifiers(capabilities, names, problems, tree, unsafe);
    Prints prints = new Prints(names, problems, outputs);
    SafeOrder safety = new SafeOrder(outputs);
    return List.of(
        body -> {
          if (settings.strict()) {
            ImportCheck.checkRoots(body, problems);
          }
          return body;
        },
        body ->
            QueryReferences.resolve(
                body, policy.exports(), settings.packagePath(), settings.imports()),
        body -> LocalsStage.query(body, names, problems, settings.strict()),
        body -> new Templates(capabilities, names, problems, tree).query(body),
        body -> checked(body, functions.voidCalls()),
        body -> settings.prints() ? prints.query(body) : Prints.erase(body),
        body -> new CallLifter(names).body(body),
        body -> new ValueLifter(names).comprehensions().body(body),
        modifiers::body,
        body -> checked(body, functions.undefined(tree)),
        body -> safety.order(body, Terms.ROOTS, problems, names::writtenName, () -> ""),
        Equalities::query,
        body -> new DynamicLifter(names).body(body),
        body -> checked(body, functions.forbidden(unsafe)),
        body -> settings.strict() ? checked(body, functions.deprecated()) : body,
        body -> Equalities.results(call -> tree.arity(call, capabilities)).body(body));
  }

  private static List<Expr> checked(List<Expr> body, TermVisitor visitor) {
    visitor.body(body);
    return body;
  }

  private static Set<String> generatedNames(List<Expr> query) {
    Set<String> names = new HashSet<>();
    new TermVisitor() {
      @Override
      protected boolean enter(Term term) {
        if (term instanceof Term.Var variable && Terms.isGenerated(variable.name())) {
          names.add(variable.name());
        }
        return true;
      }
    }.body(query);
    return names;
  }
}
