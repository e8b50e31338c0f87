package io.watchword.authz.early.resolve;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/// Puts the expressions of a body into an order in which every variable is bound before it is used,
/// keeping the author's order where that works; reports the variables for which there is none.
final class BodyOrder {

  private final Variables variables;
  private final Source source;
  private final List<Diagnostic> problems;
  private final int scope;
  private final Set<String> bound = new HashSet<>();

  /// @param scope number of the body's scope; variables of outer scopes are bound already
  BodyOrder(Variables variables, Source source, List<Diagnostic> problems, int scope) {
    this.variables = variables;
    this.source = source;
    this.problems = problems;
    this.scope = scope;
  }

  List<Expr> order(List<Expr> body) {
    List<Expr> remaining = new ArrayList<>(body);
    remaining.removeIf(expr -> expr instanceof Expr.SomeDeclaration);
    List<Expr> ordered = new ArrayList<>();
    while (takeFirstReady(remaining, ordered)) {}
    for (Expr expr : remaining) {
      missing(expr).stream().findFirst().ifPresent(v -> report(v, expr instanceof Expr.Not));
      ordered.add(expr);
    }
    return ordered;
  }

  private boolean takeFirstReady(List<Expr> remaining, List<Expr> ordered) {
    for (Iterator<Expr> i = remaining.iterator(); i.hasNext(); ) {
      Expr expr = i.next();
      if (missing(expr).isEmpty()) {
        Variables.Use use = variables.of(expr);
        use.binds().forEach(v -> bound.add(v.name()));
        use.needs().forEach(v -> bound.add(v.name()));
        ordered.add(expr);
        i.remove();
        return true;
      }
    }
    return false;
  }

  /// What `term`, evaluated after the body, still lacks; what it binds on the way is bound for the
  /// next.
  void head(Term term) {
    Variables.Use use = Variables.Use.none();
    variables.term(term, use);
    use.binds().forEach(v -> bound.add(v.name()));
    unbound(use.needs()).stream().findFirst().ifPresent(v -> report(v, false));
  }

  private List<Term.Var> missing(Expr expr) {
    if (expr instanceof Expr.Unify unify) {
      return missingOfUnify(unify);
    }
    Variables.Use use = variables.of(expr);
    if (expr instanceof Expr.Not) {
      return unbound(use.needs());
    }
    Set<String> own = new HashSet<>();
    // What `:=` and `some … in` bind is there only after the right side is known.
    if (expr instanceof Expr.Assign assign) {
      use = Variables.Use.none();
      variables.term(assign.value(), use);
    } else if (expr instanceof Expr.SomeIn some) {
      use = Variables.Use.none();
      variables.term(some.collection(), use);
    }
    use.binds().forEach(v -> own.add(v.name()));
    return unbound(use.needs()).stream().filter(v -> !own.contains(v.name())).toList();
  }

  private List<Term.Var> missingOfUnify(Expr.Unify unify) {
    List<Term.Var> forward = missing(unify.left(), unify.right());
    List<Term.Var> backward = missing(unify.right(), unify.left());
    return forward.isEmpty() || backward.isEmpty() ? List.of() : forward;
  }

  private List<Term.Var> missing(Term pattern, Term value) {
    Variables.Use use = Variables.Use.none();
    variables.term(value, use);
    Set<String> own = new HashSet<>();
    use.binds().forEach(v -> own.add(v.name()));
    Variables.Use patternUse = Variables.Use.none();
    variables.pattern(pattern, patternUse);
    List<Term.Var> needs = new ArrayList<>(use.needs());
    needs.addAll(patternUse.needs());
    return unbound(needs).stream().filter(v -> !own.contains(v.name())).toList();
  }

  private List<Term.Var> unbound(List<Term.Var> needs) {
    return needs.stream()
        .filter(v -> Variables.scopeOf(v.name()) >= scope && !bound.contains(v.name()))
        .toList();
  }

  private void report(Term.Var v, boolean negated) {
    String name = Variables.written(v.name());
    String why =
        negated ? "is not bound before it is negated" : "is not bound by anything in this rule";
    problems.add(
        source.error(
            "rego_unsafe_var_error",
            "variable `" + name + "` " + why,
            v.at(),
            "used here",
            name.equals("_")
                ? "give it a name and bind it first, for example with `some x in input.list`"
                : "bind `" + name + "` first, for example with `some " + name + " in input.list`"));
  }
}
