package io.watchword.authz.interpret;

import io.watchword.authz.plan.Block;
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

  static int highestOf(List<Block> blocks) {
    int highest = 1;
    for (Block block : blocks) {
      for (Stmt statement : block.statements()) {
        highest = Math.max(highest, highestOf(statement));
      }
    }
    return highest;
  }

  private static int highestOf(Stmt statement) {
    return switch (statement) {
      case Stmt.AssignInt s -> s.target();
      case Stmt.AssignVarOnce s -> s.target();
      case Stmt.AssignVar s -> s.target();
      case Stmt.Nested s -> highestOf(s.blocks());
      case Stmt.CallDynamic s -> s.result();
      case Stmt.Call s -> s.result();
      case Stmt.Constant s -> s.target();
      case Stmt.Dot s -> s.target();
      case Stmt.Len s -> s.target();
      case Stmt.MakeArray s -> s.target();
      case Stmt.MakeNull s -> s.target();
      case Stmt.MakeNumberInt s -> s.target();
      case Stmt.MakeNumberRef s -> s.target();
      case Stmt.MakeObject s -> s.target();
      case Stmt.MakeSet s -> s.target();
      case Stmt.Not s -> highestOf(List.of(s.block()));
      case Stmt.ObjectMerge s -> s.target();
      case Stmt.ResetLocal s -> s.target();
      case Stmt.Scan s -> Math.max(Math.max(s.key(), s.value()), highestOf(List.of(s.block())));
      case Stmt.With s -> Math.max(s.local(), highestOf(List.of(s.block())));
      case Stmt.IsDefined s -> s.source();
      case Stmt.IsUndefined s -> s.source();
      case Stmt.ReturnLocal s -> s.source();
      case Stmt.ResultSetAdd s -> s.value();
      case Stmt.ArrayAppend s -> s.array();
      case Stmt.ObjectInsertOnce s -> s.object();
      case Stmt.ObjectInsert s -> s.object();
      case Stmt.SetAdd s -> s.set();
      case Stmt.Break s -> 1;
      case Stmt.Equal s -> 1;
      case Stmt.NotEqual s -> 1;
      case Stmt.IsArray s -> 1;
      case Stmt.IsObject s -> 1;
      case Stmt.IsSet s -> 1;
    };
  }
}
