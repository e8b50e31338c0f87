package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.BooleanValue;
import java.util.List;

/// Plans the statements of a body. What follows one is reached once for each way in which it holds.
final class GoalPlanner {

  private static final Operand TRUE = new Operand.Bool(true);
  private static final Operand FALSE = new Operand.Bool(false);

  private final FunctionDraft draft;
  private final WithPlanner with;

  GoalPlanner(FunctionDraft draft) {
    this.draft = draft;
    this.with = new WithPlanner(draft);
  }

  void body(List<Expr> body) {
    draft.deeper();
    for (Expr expr : body) {
      draft.moveTo(expr.at());
      plan(expr);
    }
    draft.shallower();
  }

  void plan(Expr expr) {
    if (!expr.with().isEmpty()) {
      with.plan(expr);
    } else if (expr.negated()) {
      not(() -> goal(expr.goal()));
    } else {
      goal(expr.goal());
    }
  }

  private void goal(Expr.Goal goal) {
    switch (goal) {
      case Expr.Goal.Truth truth -> truth(truth.term());
      case Expr.Goal.Unify unify -> draft.unifier().unify(unify.left(), unify.right());
      case Expr.Goal.Assign assign -> draft.unifier().unify(assign.target(), assign.value());
      case Expr.Goal.SomeDeclaration some -> {}
      case Expr.Goal.SomeIn some -> someIn(some);
      case Expr.Goal.Every every -> every(every);
      case Expr.Goal.Not not -> not(() -> body(not.body()));
      case Expr.Goal.And and -> {
        holds(List.of(and.left().body()));
        holds(List.of(and.right().body()));
      }
      case Expr.Goal.Or or -> holds(List.of(or.left().body(), or.right().body()));
    }
  }

  private void truth(Term term) {
    if (term instanceof Term.Call call) {
      draft.calls().goal(call);
      return;
    }
    if (Terms.isConstant(term)) {
      if (term instanceof Term.Scalar scalar && scalar.value().equals(BooleanValue.FALSE)) {
        draft.fail();
      }
      return;
    }
    Operand value = draft.terms().plan(term);
    if (term instanceof Term.Var || term instanceof Term.Ref) {
      draft.add(new Stmt.NotEqual(value, FALSE, draft.at()));
    }
  }

  private void someIn(Expr.Goal.SomeIn some) {
    int collection = draft.inLocal(draft.terms().plan(some.collection()));
    Operand.Local key = draft.local();
    Operand.Local value = draft.local();
    draft.writer().openScan(collection, key.index(), value.index());
    some.key().ifPresent(pattern -> draft.unifier().match(key, pattern));
    draft.unifier().match(value, some.value());
  }

  /// Holds where `body` has no solution. A block that iterates says in a variable that it found
  /// one: a loop ends well either way.
  private void not(Runnable body) {
    Operand.Local found = draft.local();
    boolean[] iterates = {false};
    Block block =
        scoped(
            () -> {
              int mark = draft.writer().mark();
              body.run();
              iterates[0] = draft.writer().iteratesSince(mark);
              if (iterates[0]) {
                draft.add(new Stmt.AssignVar(TRUE, found.index(), draft.at()));
              }
            });
    if (!iterates[0]) {
      draft.add(new Stmt.Not(block, draft.at()));
      return;
    }
    draft.add(new Stmt.ResetLocal(found.index(), draft.at()));
    draft.add(new Stmt.Nested(List.of(block), draft.at()));
    draft.add(new Stmt.IsUndefined(found.index(), draft.at()));
  }

  /// Holds where one of the bodies has a solution; those after it are not asked.
  private void holds(List<List<Expr>> bodies) {
    Operand.Local found = draft.local();
    draft.add(new Stmt.ResetLocal(found.index(), draft.at()));
    List<Block> blocks =
        bodies.stream()
            .map(
                body ->
                    scoped(
                        () -> {
                          draft.add(new Stmt.IsUndefined(found.index(), draft.at()));
                          body(body);
                          draft.add(new Stmt.AssignVar(TRUE, found.index(), draft.at()));
                        }))
            .toList();
    draft.add(new Stmt.Nested(blocks, draft.at()));
    draft.add(new Stmt.IsDefined(found.index(), draft.at()));
  }

  /// No item of the domain fails the body.
  private void every(Expr.Goal.Every every) {
    int domain = draft.inLocal(draft.kept(draft.terms().plan(every.domain())));
    isCollection(domain);
    Operand.Local failed = draft.local();
    Operand.Local held = draft.local();
    Operand.Local key = draft.local();
    Operand.Local value = draft.local();
    draft.add(new Stmt.ResetLocal(failed.index(), draft.at()));
    Block each =
        scoped(
            () -> {
              every.key().ifPresent(pattern -> draft.unifier().match(key, pattern));
              draft.unifier().match(value, every.value());
              draft.add(new Stmt.ResetLocal(held.index(), draft.at()));
              Block body =
                  scoped(
                      () -> {
                        body(every.body());
                        draft.add(new Stmt.AssignVar(TRUE, held.index(), draft.at()));
                      });
              draft.add(new Stmt.Nested(List.of(body), draft.at()));
              draft.add(new Stmt.IsUndefined(held.index(), draft.at()));
              draft.add(new Stmt.AssignVar(TRUE, failed.index(), draft.at()));
            });
    draft.add(new Stmt.Scan(domain, key.index(), value.index(), each, draft.at()));
    draft.add(new Stmt.IsUndefined(failed.index(), draft.at()));
  }

  private void isCollection(int domain) {
    Operand source = FunctionDraft.local(domain);
    List<Block> kinds =
        List.of(
            block(new Stmt.IsArray(source, draft.at()), new Stmt.Break(1, draft.at())),
            block(new Stmt.IsObject(source, draft.at()), new Stmt.Break(1, draft.at())),
            block(new Stmt.IsSet(source, draft.at()), new Stmt.Break(1, draft.at())));
    Block checked = block(new Stmt.Nested(kinds, draft.at()), new Stmt.Break(1, draft.at()));
    draft.add(new Stmt.Nested(List.of(checked), draft.at()));
  }

  private static Block block(Stmt... statements) {
    return new Block(List.of(statements));
  }

  private Block scoped(Runnable body) {
    draft.scope().enter();
    Block block = draft.writer().block(body);
    draft.scope().leave();
    return block;
  }
}
