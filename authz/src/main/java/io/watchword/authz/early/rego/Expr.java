package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import java.util.List;
import java.util.Optional;

/// One condition or binding of a body.
public sealed interface Expr {

  Location at();

  /// Holds where the term is defined and not false.
  record TermExpr(Term term, Location at) implements Expr {}

  /// `target := value`.
  record Assign(Term target, Term value, Location at) implements Expr {}

  /// `left = right`.
  record Unify(Term left, Term right, Location at) implements Expr {}

  /// `some x, y`.
  record SomeDeclaration(List<Term.Var> variables, Location at) implements Expr {
    public SomeDeclaration {
      variables = List.copyOf(variables);
    }
  }

  /// `some value in collection`, `some key, value in collection`.
  record SomeIn(Optional<Term> key, Term value, Term collection, Location at) implements Expr {}

  /// `not expr`.
  record Not(Expr negated, Location at) implements Expr {}
}
