package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import java.util.List;
import java.util.function.Consumer;

/// Finds the comprehensions of a statement, outermost ones only: what is inside of them is found
/// when their bodies are checked. Stateless.
final class Closures {

  private Closures() {}

  static void each(Expr expr, Consumer<Term.Comprehension> visitor) {
    switch (expr.goal()) {
      case Expr.Goal.Truth truth -> each(truth.term(), visitor);
      case Expr.Goal.Unify unify -> {
        each(unify.left(), visitor);
        each(unify.right(), visitor);
      }
      case Expr.Goal.Assign assign -> {
        each(assign.target(), visitor);
        each(assign.value(), visitor);
      }
      case Expr.Goal.SomeDeclaration s -> {}
      case Expr.Goal.SomeIn in -> each(in.collection(), visitor);
      case Expr.Goal.Every every -> {
        each(every.domain(), visitor);
        every.body().forEach(inner -> each(inner, visitor));
      }
      case Expr.Goal.Not not -> not.body().forEach(inner -> each(inner, visitor));
      case Expr.Goal.And and -> {
        and.left().body().forEach(inner -> each(inner, visitor));
        and.right().body().forEach(inner -> each(inner, visitor));
      }
      case Expr.Goal.Or or -> {
        or.left().body().forEach(inner -> each(inner, visitor));
        or.right().body().forEach(inner -> each(inner, visitor));
      }
    }
    for (Expr.With with : expr.with()) {
      each(with.value(), visitor);
    }
  }

  private static void each(Term term, Consumer<Term.Comprehension> visitor) {
    switch (term) {
      case Term.Comprehension comprehension -> visitor.accept(comprehension);
      case Term.Call call -> each(call.arguments(), visitor);
      case Term.ArrayTerm array -> each(array.items(), visitor);
      case Term.SetTerm set -> each(set.members(), visitor);
      case Term.ObjectTerm object ->
          object
              .entries()
              .forEach(
                  entry -> {
                    each(entry.key(), visitor);
                    each(entry.value(), visitor);
                  });
      case Term.Ref ref -> {
        each(ref.head(), visitor);
        each(ref.path(), visitor);
      }
      case Term.Template template -> {
        for (Term.Template.Part part : template.parts()) {
          if (part instanceof Term.Template.Interpolated hole) {
            each(hole.expr(), visitor);
          }
        }
      }
      case Term.Var v -> {}
      case Term.Scalar s -> {}
    }
  }

  private static void each(List<Term> terms, Consumer<Term.Comprehension> visitor) {
    terms.forEach(term -> each(term, visitor));
  }
}
