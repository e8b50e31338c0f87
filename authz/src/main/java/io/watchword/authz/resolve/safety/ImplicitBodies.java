package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.VariableFinder;
import io.watchword.authz.resolve.walk.VariableFinder.Skip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the variables of statements, and of bodies without braces those that have to get their
/// value from outside.
///
/// `not f(x)` needs `x`, as it did before `not` had a body of its own; `not { y := 1; f(y) }` needs
/// nothing.
final class ImplicitBodies extends VariableFinder {

  private static final Set<Skip> IN_OUTPUT =
      Set.of(Skip.CLOSURES, Skip.SETS, Skip.OBJECT_KEYS, Skip.REFERENCE_HEADS);

  private final Outputs outputs;

  ImplicitBodies(Outputs outputs) {
    super(Unifier.NEEDED);
    this.outputs = outputs;
  }

  @Override
  protected boolean enter(Expr expr) {
    switch (expr.goal()) {
      case Goal.Not(List<Expr> body, boolean braces) -> {
        if (!braces) {
          promote(body);
        }
      }
      case Goal.And(Goal.Operand left, Goal.Operand right) -> {
        promote(left);
        promote(right);
      }
      case Goal.Or(Goal.Operand left, Goal.Operand right) -> {
        promote(left);
        promote(right);
      }
      default -> {}
    }
    return super.enter(expr);
  }

  private void promote(Goal.Operand operand) {
    if (!operand.braces()) {
      promote(operand.body());
    }
  }

  private void promote(List<Expr> body) {
    Map<String, Integer> uses = new HashMap<>();
    Map<String, Expr> places = new HashMap<>();
    for (Expr expr : body) {
      VariableFinder finder = new VariableFinder(Unifier.NEEDED);
      finder.expr(expr);
      for (String name : finder.places().keySet()) {
        uses.merge(name, 1, Integer::sum);
        places.put(name, expr);
      }
    }
    Set<String> bound = body.size() == 1 ? Set.of() : boundIn(body);
    places.forEach(
        (name, expr) -> {
          if (uses.getOrDefault(name, 0) == 1 || !bound.contains(name)) {
            add(name, expr.at());
          }
        });
  }

  private Set<String> boundIn(List<Expr> body) {
    Set<String> bound = new LinkedHashSet<>();
    for (Expr expr : body) {
      switch (expr.goal()) {
        case Goal.Unify(Term output, Term.Call call) when expr.generated() -> {
          if (outputs.arity(call) >= 0) {
            bound.addAll(inOutputs(List.of(output)));
          }
        }
        case Goal.Unify _, Goal.Assign _ ->
            bound.addAll(
                outputs.of(
                    new Expr(expr.goal(), false, List.of(), expr.generated(), expr.at()),
                    Bound.of(new HashSet<>())));
        case Goal.Truth(Term.Call call) -> {
          int arity = outputs.arity(call);
          if (arity >= 0 && arity < call.arguments().size()) {
            bound.addAll(inOutputs(call.arguments().subList(arity, call.arguments().size())));
          }
        }
        default -> {}
      }
    }
    return bound;
  }

  private static Set<String> inOutputs(List<Term> terms) {
    VariableFinder finder = new VariableFinder(IN_OUTPUT);
    finder.terms(terms);
    return finder.places().keySet();
  }
}
