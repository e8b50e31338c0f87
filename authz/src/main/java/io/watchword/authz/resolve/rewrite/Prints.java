package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.safety.Bound;
import io.watchword.authz.resolve.safety.Outputs;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Erases `print`, or writes it as `internal.print` over sets that are empty where an operand is
/// undefined.
public final class Prints {

  private static final String PRINT = "print";

  private final LocalNames names;
  private final Problems problems;
  private final Outputs outputs;

  /// What is needed to rewrite `print` of a policy or a query.
  public Prints(LocalNames names, Problems problems, Outputs outputs) {
    this.names = names;
    this.problems = problems;
    this.outputs = outputs;
  }

  /// Rewrites the rules of `draft`.
  public static void rewrite(Draft draft, Outputs outputs) {
    Prints prints = new Prints(draft.names(), draft.problems(), outputs);
    draft.eachBranch(
        rule -> {
          if (contains(rule)) {
            prints.rule(rule);
          }
        });
  }

  /// Removes `print` from the rules of `draft`.
  public static void erase(Draft draft) {
    Eraser eraser = new Eraser();
    draft.modules().forEach(module -> module.map(eraser));
  }

  /// `body` without `print`.
  public static List<Expr> erase(List<Expr> body) {
    return new Eraser().body(body);
  }

  /// A query's body with `print` rewritten.
  public List<Expr> query(List<Expr> body) {
    return body(body, Bound.of(Terms.ROOTS));
  }

  private static boolean contains(DraftRule rule) {
    boolean[] found = new boolean[1];
    rule.visit(
        new TermVisitor() {
          @Override
          protected boolean enter(Expr expr) {
            found[0] |= Terms.isCallOf(PRINT, expr);
            return !found[0];
          }
        });
    return found[0];
  }

  private void rule(DraftRule rule) {
    Bound known = Bound.of(Terms.ROOTS);
    rule.arguments().forEach(one -> known.addAll(VariableFinder.all(one)));
    rule.body(body(rule.body(), known));
    Inner head = new Inner(known);
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(head.term(key)), () -> rule.value(head.term(rule.value())));
  }

  private List<Expr> body(List<Expr> body, Bound around) {
    Bound known = around.inner();
    List<Expr> result = new ArrayList<>(body.size());
    for (Expr expr : body) {
      Expr mapped = new Inner(known).expr(expr);
      if (mapped.goal() instanceof Goal.Truth(Term.Call call) && Terms.isCallOf(PRINT, mapped)) {
        mapped = captured(mapped, call, known);
      }
      result.add(mapped);
      known.addAll(outputs.of(expr, known));
      VariableFinder.all(List.of(expr)).stream()
          .filter(Terms::isGenerated)
          .filter(name -> !names.written().containsKey(name))
          .forEach(known::add);
    }
    return result;
  }

  private Expr captured(Expr print, Term.Call call, Bound known) {
    List<Term> operands = new ArrayList<>(call.arguments().size());
    for (Term operand : call.arguments()) {
      for (String name : Captures.needed(operand)) {
        if (!known.has(name)) {
          Captures.undeclared(names, problems, name, operand.at());
        }
      }
      Term.Var local = names.variable(operand.at());
      Expr capture = Expr.of(new Goal.Unify(local, operand), operand.at());
      operands.add(
          new Term.Comprehension(
              Term.Comprehension.Kind.SET,
              Optional.empty(),
              local,
              List.of(capture),
              operand.at()));
    }
    Term all = new Term.ArrayTerm(operands, print.at());
    return Expr.of(
        new Goal.Truth(Term.Call.of("internal.print", List.of(all), print.at())), print.at());
  }

  /// Rewrites bodies below a statement.
  private final class Inner extends TermMapper {
    private final Bound known;

    private Inner(Bound known) {
      this.known = known;
    }

    @Override
    protected Goal goal(Goal goal) {
      if (goal instanceof Goal.Every every) {
        Bound inner = known.inner();
        inner.add(every.value().name());
        every.key().ifPresent(key -> inner.add(key.name()));
        return new Goal.Every(
            every.key(),
            every.value(),
            term(every.domain()),
            Prints.this.body(every.body(), inner));
      }
      return super.goal(goal);
    }

    @Override
    public List<Expr> body(List<Expr> body) {
      return Prints.this.body(body, known);
    }
  }

  /// Removes `print`, body by body.
  private static final class Eraser extends TermMapper {
    @Override
    public List<Expr> body(List<Expr> body) {
      if (body.stream().noneMatch(expr -> Terms.isCallOf(PRINT, expr))) {
        return super.body(body);
      }
      List<Expr> left =
          body.stream().filter(expr -> !Terms.isCallOf(PRINT, expr)).map(this::expr).toList();
      return left.isEmpty() ? List.of(Terms.always(body.getFirst().at())) : left;
    }
  }
}
