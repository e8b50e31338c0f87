package io.watchword.authz.plan.planner;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// The variables of a query's own body, without those of bodies within it. Stateless.
final class QueryVariables {

  private QueryVariables() {}

  static SortedSet<String> of(List<Expr> body) {
    SortedSet<String> names = new TreeSet<>();
    for (Expr expr : body) {
      goal(expr.goal(), names);
      expr.with().forEach(with -> term(with.value(), names));
    }
    return names;
  }

  private static void goal(Expr.Goal goal, SortedSet<String> names) {
    switch (goal) {
      case Expr.Goal.Truth g -> term(g.term(), names);
      case Expr.Goal.Unify g -> terms(List.of(g.left(), g.right()), names);
      case Expr.Goal.Assign g -> terms(List.of(g.target(), g.value()), names);
      case Expr.Goal.SomeDeclaration g -> {}
      case Expr.Goal.SomeIn g -> {
        g.key().ifPresent(key -> term(key, names));
        terms(List.of(g.value(), g.collection()), names);
      }
      case Expr.Goal.Every g -> term(g.domain(), names);
      case Expr.Goal.Not g -> {}
      case Expr.Goal.And g -> {}
      case Expr.Goal.Or g -> {}
    }
  }

  private static void terms(List<Term> terms, SortedSet<String> names) {
    terms.forEach(term -> term(term, names));
  }

  private static void term(Term term, SortedSet<String> names) {
    switch (term) {
      case Term.Var v -> {
        if (!Terms.isDocument(v)) {
          names.add(v.name());
        }
      }
      case Term.Ref r -> {
        term(r.head(), names);
        terms(r.path(), names);
      }
      case Term.Call c -> terms(c.arguments(), names);
      case Term.ArrayTerm a -> terms(a.items(), names);
      case Term.SetTerm s -> terms(s.members(), names);
      case Term.ObjectTerm o -> o.entries().forEach(e -> terms(List.of(e.key(), e.value()), names));
      case Term.Scalar s -> {}
      case Term.Comprehension c -> {}
      case Term.Template t -> {}
    }
  }
}
