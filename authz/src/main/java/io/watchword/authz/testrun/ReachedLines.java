package io.watchword.authz.testrun;

import io.watchword.authz.interpret.Tracer;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Records the lines of statements that an evaluation came to. One evaluation, one thread.
final class ReachedLines implements Tracer {

  private final PlanProgram plan;
  private final SortedMap<String, SortedSet<Integer>> lines = new TreeMap<>();

  ReachedLines(PlanProgram plan) {
    this.plan = plan;
  }

  SortedMap<String, SortedSet<Integer>> lines() {
    return lines;
  }

  @Override
  public void enter(PlanProgram.Function function) {}

  @Override
  public void block(int index) {}

  @Override
  public void step(Stmt statement) {
    lines
        .computeIfAbsent(plan.files().get(statement.at().file()), f -> new TreeSet<>())
        .add(statement.at().row());
  }

  @Override
  public void undefined(Stmt statement) {}

  @Override
  public void leave(boolean defined) {}
}
