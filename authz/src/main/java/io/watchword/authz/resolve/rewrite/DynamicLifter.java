package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.List;

/// Takes references and comprehensions out of operands: `f(data.x)` becomes `v = data.x` and
/// `f(v)`, `data.a[input.b]` becomes `v = input.b` and `data.a[v]`.
public final class DynamicLifter {

  private final LocalNames names;

  /// Values get names from `names`.
  public DynamicLifter(LocalNames names) {
    this.names = names;
  }

  /// Rewrites all bodies of `draft`.
  public static void run(Draft draft) {
    DynamicLifter lifter = new DynamicLifter(draft.names());
    draft.eachBranch(rule -> rule.body(lifter.body(rule.body())));
  }

  /// `body` with operands that are variables or constants.
  public List<Expr> body(List<Expr> body) {
    List<Expr> result = new ArrayList<>(body.size());
    for (Expr expr : body) {
      Goal goal = new Statement(expr, result).goal();
      result.add(new Expr(goal, expr.negated(), expr.with(), expr.generated(), expr.at()));
    }
    return result;
  }

  private Goal.Operand operand(Goal.Operand operand) {
    return new Goal.Operand(body(operand.body()), operand.braces());
  }

  /// One statement, with what is put before it.
  private final class Statement {
    private final Expr expr;
    private final List<Expr> before;

    private Statement(Expr expr, List<Expr> before) {
      this.expr = expr;
      this.before = before;
    }

    private Goal goal() {
      return switch (expr.goal()) {
        case Goal.Truth(Term.Call call) -> new Goal.Truth(call(call));
        case Goal.Truth(Term term) -> new Goal.Truth(whole(term));
        case Goal.Unify(Term output, Term.Call call) when expr.generated() ->
            new Goal.Unify(operand(output), call(call));
        case Goal.Unify(Term left, Term right) -> new Goal.Unify(whole(left), whole(right));
        case Goal.Assign(Term left, Term right) -> new Goal.Assign(whole(left), whole(right));
        case Goal.Every every ->
            new Goal.Every(every.key(), every.value(), operand(every.domain()), body(every.body()));
        case Goal.Not not -> new Goal.Not(body(not.body()), not.braces());
        case Goal.And and ->
            new Goal.And(
                DynamicLifter.this.operand(and.left()), DynamicLifter.this.operand(and.right()));
        case Goal.Or or ->
            new Goal.Or(
                DynamicLifter.this.operand(or.left()), DynamicLifter.this.operand(or.right()));
        case Goal.SomeDeclaration some -> some;
        case Goal.SomeIn in -> in;
      };
    }

    private Term.Call call(Term.Call call) {
      return new Term.Call(call.function(), operands(call.arguments()), call.at());
    }

    /// A term that may stay a reference or comprehension.
    private Term whole(Term term) {
      return switch (term) {
        case Term.Ref ref -> new Term.Ref(ref.head(), operands(ref.path()), ref.at());
        case Term.Comprehension comprehension -> comprehension(comprehension);
        case Term.Var _ -> term;
        default -> operand(term);
      };
    }

    private List<Term> operands(List<Term> terms) {
      List<Term> all = new ArrayList<>(terms.size());
      for (Term term : terms) {
        all.add(operand(term));
      }
      return all;
    }

    /// A term that may not.
    private Term operand(Term term) {
      return switch (term) {
        case Term.Var variable -> Terms.isRoot(variable) ? lift(variable) : variable;
        case Term.Scalar _, Term.Call _, Term.Template _ -> term;
        case Term.Ref _, Term.Comprehension _ -> lift(whole(term));
        case Term.ArrayTerm array -> new Term.ArrayTerm(operands(array.items()), array.at());
        case Term.SetTerm set -> new Term.SetTerm(operands(set.members()), set.at());
        case Term.ObjectTerm object ->
            new Term.ObjectTerm(
                object.entries().stream()
                    .map(entry -> new Term.Entry(operand(entry.key()), operand(entry.value())))
                    .toList(),
                object.at());
      };
    }

    private Term lift(Term term) {
      Term.Var variable = names.variable(term.at());
      names.standsFor(variable.name(), term);
      before.add(new Expr(new Goal.Unify(variable, term), false, expr.with(), true, term.at()));
      return variable;
    }

    private Term comprehension(Term.Comprehension comprehension) {
      return new Term.Comprehension(
          comprehension.kind(),
          comprehension.key(),
          comprehension.value(),
          body(comprehension.body()),
          comprehension.at());
    }
  }
}
