package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import java.util.List;
import java.util.function.Consumer;

/// Finds the references of a rule into `data`, functions that it calls included, its `else` not.
/// Stateless.
final class References {

  private static final int DEEPEST = 2_000;

  private final Consumer<Term.Ref> visitor;
  private int depth;

  private References(Consumer<Term.Ref> visitor) {
    this.visitor = visitor;
  }

  static void each(Rule rule, Consumer<Term.Ref> visitor) {
    References walk = new References(visitor);
    Rule.Head head = rule.head();
    head.reference().path().forEach(walk::term);
    head.arguments().ifPresent(arguments -> arguments.forEach(walk::term));
    head.key().ifPresent(walk::term);
    walk.term(head.value());
    rule.body().forEach(walk::statement);
  }

  private void all(List<Expr> body) {
    body.forEach(this::statement);
  }

  private void statement(Expr expr) {
    switch (expr.goal()) {
      case Expr.Goal.Truth truth -> term(truth.term());
      case Expr.Goal.Unify unify -> {
        term(unify.left());
        term(unify.right());
      }
      case Expr.Goal.Assign assign -> {
        term(assign.target());
        term(assign.value());
      }
      case Expr.Goal.SomeDeclaration s -> {}
      case Expr.Goal.SomeIn in -> {
        in.key().ifPresent(this::term);
        term(in.value());
        term(in.collection());
      }
      case Expr.Goal.Every every -> {
        term(every.domain());
        all(every.body());
      }
      case Expr.Goal.Not not -> all(not.body());
      case Expr.Goal.And and -> {
        all(and.left().body());
        all(and.right().body());
      }
      case Expr.Goal.Or or -> {
        all(or.left().body());
        all(or.right().body());
      }
    }
    for (Expr.With with : expr.with()) {
      term(with.target());
      term(with.value());
    }
  }

  private void term(Term term) {
    if (depth > DEEPEST) {
      return;
    }
    depth++;
    switch (term) {
      case Term.Ref ref -> {
        reference(ref);
        if (!(ref.head() instanceof Term.Var)) {
          term(ref.head());
        }
        ref.path().forEach(this::term);
      }
      case Term.Call call -> {
        reference(call.function());
        call.arguments().forEach(this::term);
      }
      case Term.ArrayTerm array -> array.items().forEach(this::term);
      case Term.SetTerm set -> set.members().forEach(this::term);
      case Term.ObjectTerm object ->
          object
              .entries()
              .forEach(
                  entry -> {
                    term(entry.key());
                    term(entry.value());
                  });
      case Term.Comprehension comprehension -> {
        comprehension.key().ifPresent(this::term);
        term(comprehension.value());
        all(comprehension.body());
      }
      case Term.Template template -> {
        for (Term.Template.Part part : template.parts()) {
          if (part instanceof Term.Template.Interpolated hole) {
            statement(hole.expr());
          }
        }
      }
      case Term.Var variable -> {
        if (variable.name().equals("data")) {
          reference(new Term.Ref(variable, List.of(), variable.at()));
        }
      }
      case Term.Scalar s -> {}
    }
    depth--;
  }

  private void reference(Term.Ref ref) {
    if (ref.head() instanceof Term.Var head && head.name().equals("data")) {
      visitor.accept(ref);
    }
  }
}
