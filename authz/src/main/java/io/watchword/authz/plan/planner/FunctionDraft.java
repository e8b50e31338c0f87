package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import java.util.ArrayList;
import java.util.List;

/// One function or entry point while it is made: its local variables, its scope, and the planners
/// of the parts of Rego, which call each other. Mutable; one plan, one thread.
final class FunctionDraft {

  /// Nesting of terms and bodies in each other that is followed.
  private static final int DEEPEST = 1_000;

  private final ProgramDraft program;
  private final StatementWriter writer = new StatementWriter();
  private final Scope scope = new Scope();
  private final TermPlanner terms = new TermPlanner(this);
  private final Unifier unifier = new Unifier(this);
  private final ReferencePlanner references = new ReferencePlanner(this);
  private final CallPlanner calls = new CallPlanner(this);
  private final GoalPlanner goals = new GoalPlanner(this);
  private Environment environment;
  private List<Operand> extras;
  private int nextLocal;
  private int depth;

  /// @param environment under which the function's own body is evaluated
  FunctionDraft(ProgramDraft program, Environment environment) {
    this.program = program;
    this.environment = environment;
    this.extras = new ArrayList<>();
    this.nextLocal = 2;
    for (int i = 0; i < environment.extras(); i++) {
      extras.add(local());
    }
  }

  ProgramDraft program() {
    return program;
  }

  StatementWriter writer() {
    return writer;
  }

  Scope scope() {
    return scope;
  }

  TermPlanner terms() {
    return terms;
  }

  Unifier unifier() {
    return unifier;
  }

  ReferencePlanner references() {
    return references;
  }

  CallPlanner calls() {
    return calls;
  }

  GoalPlanner goals() {
    return goals;
  }

  Environment environment() {
    return environment;
  }

  List<Operand> extras() {
    return extras;
  }

  /// Plans `body` as under other changes.
  void under(Environment other, List<Operand> otherExtras, Runnable body) {
    Environment outer = environment;
    List<Operand> outerExtras = extras;
    environment = other;
    extras = otherExtras;
    body.run();
    environment = outer;
    extras = outerExtras;
  }

  /// What every function is given: input, data, and the extras of the environment.
  List<Operand> documents() {
    List<Operand> documents = new ArrayList<>(List.of(local(0), local(1)));
    documents.addAll(extras);
    return documents;
  }

  Operand.Local local() {
    return new Operand.Local(nextLocal++);
  }

  static Operand.Local local(int index) {
    return new Operand.Local(index);
  }

  int nextLocal() {
    return nextLocal;
  }

  /// Lets locals from `next` on be used again.
  void reuseFrom(int next) {
    nextLocal = next;
  }

  /// `operand` where only a local variable will do.
  int inLocal(Operand operand) {
    if (operand instanceof Operand.Local local) {
      return local.index();
    }
    Operand.Local target = local();
    add(new Stmt.AssignVar(operand, target.index(), at()));
    return target.index();
  }

  /// `operand` where it stays what it is: `with` changes input and data.
  Operand kept(Operand operand) {
    if (operand instanceof Operand.Local local && local.index() < 2) {
      Operand.Local copy = local();
      add(new Stmt.AssignVar(operand, copy.index(), at()));
      return copy;
    }
    return operand;
  }

  void add(Stmt statement) {
    writer.add(statement);
  }

  /// Ends the block: nothing here can hold.
  void fail() {
    add(new Stmt.Break(0, at()));
  }

  Where at() {
    return writer.at();
  }

  void moveTo(Location at) {
    writer.moveTo(program.where(at), at);
  }

  /// Counts the recursion over what someone wrote.
  void deeper() {
    if (++depth > DEEPEST) {
      throw new TooDeepException(
          "a term is nested more than " + DEEPEST + " levels deep", writer.place());
    }
  }

  void shallower() {
    depth--;
  }
}
