package io.watchword.authz.resolve.walk;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import java.util.List;

/// Goes through terms and statements, outer ones first, in the order of the text.
///
/// Subclasses say at each node whether to go below it. The function of a call is visited as a
/// reference, with an empty path where it is one word.
public abstract class TermVisitor {

  /// Whether to go below `term`.
  protected boolean enter(Term term) {
    return true;
  }

  /// Whether to go below `expr`.
  protected boolean enter(Expr expr) {
    return true;
  }

  /// Whether to go below `with`.
  protected boolean enter(Expr.With with) {
    return true;
  }

  /// Visits all of `body`.
  public final void body(List<Expr> body) {
    body.forEach(this::expr);
  }

  /// Visits `expr` and its modifiers.
  public final void expr(Expr expr) {
    if (!enter(expr)) {
      return;
    }
    goal(expr.goal());
    expr.with().forEach(this::with);
  }

  /// Visits target and value.
  public final void with(Expr.With with) {
    if (enter(with)) {
      term(with.target());
      term(with.value());
    }
  }

  /// Visits each of `terms`.
  public final void terms(List<? extends Term> terms) {
    terms.forEach(this::term);
  }

  /// Visits `term`.
  public final void term(Term term) {
    if (enter(term)) {
      below(term);
    }
  }

  /// Visits what a statement wants, without its modifiers.
  protected final void goal(Goal goal) {
    switch (goal) {
      case Goal.Truth truth -> term(truth.term());
      case Goal.Unify unify -> {
        term(unify.left());
        term(unify.right());
      }
      case Goal.Assign assign -> {
        term(assign.target());
        term(assign.value());
      }
      case Goal.SomeDeclaration some -> terms(some.variables());
      case Goal.SomeIn in -> {
        in.key().ifPresent(this::term);
        term(in.value());
        term(in.collection());
      }
      case Goal.Every every -> {
        every.key().ifPresent(this::term);
        term(every.value());
        term(every.domain());
        body(every.body());
      }
      case Goal.Not not -> body(not.body());
      case Goal.And and -> {
        body(and.left().body());
        body(and.right().body());
      }
      case Goal.Or or -> {
        body(or.left().body());
        body(or.right().body());
      }
    }
  }

  /// Visits what `term` is made of.
  protected final void below(Term term) {
    switch (term) {
      case Term.Var _, Term.Scalar _ -> {}
      case Term.Ref ref -> {
        term(ref.head());
        terms(ref.path());
      }
      case Term.Call call -> {
        term(call.function());
        terms(call.arguments());
      }
      case Term.ArrayTerm array -> terms(array.items());
      case Term.SetTerm set -> terms(set.members());
      case Term.ObjectTerm object -> {
        for (Term.Entry entry : object.entries()) {
          term(entry.key());
          term(entry.value());
        }
      }
      case Term.Comprehension comprehension -> {
        comprehension.key().ifPresent(this::term);
        term(comprehension.value());
        body(comprehension.body());
      }
      case Term.Template template -> {
        for (Term.Template.Part part : template.parts()) {
          if (part instanceof Term.Template.Interpolated interpolated) {
            expr(interpolated.expr());
          }
        }
      }
    }
  }
}
