package io.watchword.authz.simulate;

import io.watchword.authz.interpret.Tracer;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Records where the bodies of rules ended. Used for one evaluation, on one thread.
final class RuleTrace implements Tracer {

  private final Deque<Call> open = new ArrayDeque<>();
  private final List<Call> calls = new ArrayList<>();

  /// One evaluation of a rule and all places where a statement of it was undefined.
  record Call(String function, List<Where> ended) {}

  /// All evaluations of `function`.
  List<Call> calls(String function) {
    return calls.stream().filter(call -> call.function().equals(function)).toList();
  }

  @Override
  public void enter(PlanProgram.Function function) {
    Call call = new Call(function.name(), new ArrayList<>());
    open.push(call);
    calls.add(call);
  }

  @Override
  public void block(int index) {}

  @Override
  public void undefined(Stmt statement) {
    if (!open.isEmpty()) {
      open.element().ended().add(statement.at());
    }
  }

  @Override
  public void leave(boolean defined) {
    open.pop();
  }
}
