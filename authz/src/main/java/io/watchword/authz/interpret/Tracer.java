package io.watchword.authz.interpret;

import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;

/// Watches an evaluation; what explanations are made of.
public interface Tracer {

  /// A function (rule) was entered.
  void enter(PlanProgram.Function function);

  /// `block` of the function last entered begins.
  void block(int index);

  /// A statement is about to be executed.
  default void step(Stmt statement) {}

  /// A statement ended its block.
  void undefined(Stmt statement);

  /// The function last entered is done.
  void leave(boolean defined);
}
