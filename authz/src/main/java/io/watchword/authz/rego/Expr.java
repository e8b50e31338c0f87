package io.watchword.authz.rego;

import java.util.List;
import java.util.Optional;

/// One statement of a body: a goal, negated or not, under modifiers.
///
/// @param negated `not goal` in its plain form; with `import future.keywords.not` it is a
///   [Goal.Not]
/// @param generated made by the compiler, not written by anyone
public record Expr(Goal goal, boolean negated, List<With> with, boolean generated, Location at) {

  public Expr {
    with = List.copyOf(with);
  }

  /// A statement without modifiers.
  public static Expr of(Goal goal, Location at) {
    return new Expr(goal, false, List.of(), false, at);
  }

  /// `with target as value`.
  ///
  /// @param target a reference to input or data, or the name of a function
  public record With(Term target, Term value, Location at) {}

  /// What has to be achieved.
  public sealed interface Goal {

    /// Holds where the term is defined and not false.
    record Truth(Term term) implements Goal {}

    /// `left = right`.
    record Unify(Term left, Term right) implements Goal {}

    /// `target := value`.
    record Assign(Term target, Term value) implements Goal {}

    /// `some x, y`.
    record SomeDeclaration(List<Term.Var> variables) implements Goal {
      public SomeDeclaration {
        variables = List.copyOf(variables);
      }
    }

    /// `some value in collection`, `some key, value in collection`.
    record SomeIn(Optional<Term> key, Term value, Term collection) implements Goal {}

    /// `every key, value in domain { body }`.
    record Every(Optional<Term.Var> key, Term.Var value, Term domain, List<Expr> body)
        implements Goal {
      public Every {
        body = List.copyOf(body);
      }
    }

    /// `not` of the future keyword: holds where the body as a whole is undefined.
    ///
    /// @param braces whether the body was written in braces
    record Not(List<Expr> body, boolean braces) implements Goal {
      public Not {
        body = List.copyOf(body);
      }
    }

    /// `left and right`, short-circuit, bodies of their own.
    record And(Operand left, Operand right) implements Goal {}

    /// `left or right`.
    record Or(Operand left, Operand right) implements Goal {}

    /// One side of `and` and `or`.
    ///
    /// @param braces whether it was written in braces, so that it may declare variables
    record Operand(List<Expr> body, boolean braces) {
      public Operand {
        body = List.copyOf(body);
      }
    }
  }
}
