package io.watchword.authz.compile;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Signatures;
import java.util.List;

/// Whether a query may have several results: it has a reference with a variable in its path, or
/// calls a relation. Comprehensions iterate for themselves. Stateless.
final class Iteration {

  private Iteration() {}

  static boolean isIn(List<Expr> body) {
    return body.stream().anyMatch(expr -> isIn(expr.goal()));
  }

  private static boolean isIn(Goal goal) {
    return switch (goal) {
      case Goal.Truth(Term term) -> isIn(term);
      case Goal.Unify(Term left, Term right) -> isIn(left) || isIn(right);
      case Goal.Assign(Term target, Term value) -> isIn(target) || isIn(value);
      case Goal.SomeDeclaration s -> false;
      case Goal.SomeIn s -> true;
      case Goal.Every e -> isIn(e.domain()) || isIn(e.body());
      case Goal.Not(List<Expr> inner, boolean braces) -> isIn(inner);
      case Goal.And a -> isIn(a.left().body()) || isIn(a.right().body());
      case Goal.Or o -> isIn(o.left().body()) || isIn(o.right().body());
    };
  }

  private static boolean isIn(Term term) {
    return switch (term) {
      case Term.Var v -> false;
      case Term.Scalar s -> false;
      case Term.Ref r ->
          isIn(r.head()) || r.path().stream().anyMatch(p -> p instanceof Term.Var || isIn(p));
      case Term.Call c ->
          Signatures.find(RefText.of(c.function())).map(Signature::isRelation).orElse(false)
              || c.arguments().stream().anyMatch(Iteration::isIn);
      case Term.ArrayTerm a -> a.items().stream().anyMatch(Iteration::isIn);
      case Term.SetTerm s -> s.members().stream().anyMatch(Iteration::isIn);
      case Term.ObjectTerm o ->
          o.entries().stream().anyMatch(entry -> isIn(entry.key()) || isIn(entry.value()));
      case Term.Comprehension c -> false;
      case Term.Template t -> false;
    };
  }
}
