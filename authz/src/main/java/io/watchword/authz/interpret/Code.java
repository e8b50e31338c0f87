package io.watchword.authz.interpret;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import java.util.List;

/// A function made ready to run. Immutable.
///
/// @param index its place among the memoised results
/// @param locals how many local variables a call needs
record Code(PlanProgram.Function function, int index, int locals) {

  Code(PlanProgram.Function function, int index) {
    this(function, index, localsOf(function));
  }

  /// Whether it takes more than the two documents.
  boolean isFunction() {
    return function.parameters().size() > 2;
  }

  private static int localsOf(PlanProgram.Function function) {
    int highest = Math.max(function.result(), 1);
    for (int parameter : function.parameters()) {
      highest = Math.max(highest, parameter);
    }
    return Math.max(highest, highestOf(function.blocks())) + 1;
  }

  /// The highest local there is in `blocks`, whether it is assigned or only read.
  static int highestOf(List<Block> blocks) {
    int[] highest = {1};
    for (Block block : blocks) {
      for (Stmt statement : block.statements()) {
        Effects.assigned(statement, local -> highest[0] = Math.max(highest[0], local));
        Effects.read(statement, local -> highest[0] = Math.max(highest[0], local));
        highest[0] = Math.max(highest[0], highestOf(Effects.within(statement)));
      }
    }
    return highest[0];
  }
}
