package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import java.util.List;
import java.util.function.IntConsumer;

/// Which locals a plain statement reads and writes. Stateless.
final class Usage {

  private Usage() {}

  /// Locals that are read before anything is written.
  static void reads(Stmt statement, IntConsumer to) {
    switch (statement) {
      case Stmt.ArrayAppend s -> {
        operand(s.value(), to);
        to.accept(s.array());
      }
      case Stmt.AssignVarOnce s -> {
        operand(s.source(), to);
        to.accept(s.target());
      }
      case Stmt.AssignVar s -> operand(s.source(), to);
      case Stmt.CallDynamic s -> {
        operands(s.path(), to);
        operands(s.arguments(), to);
      }
      case Stmt.Call s -> operands(s.arguments(), to);
      case Stmt.Dot s -> {
        operand(s.source(), to);
        operand(s.key(), to);
      }
      case Stmt.Equal s -> {
        operand(s.a(), to);
        operand(s.b(), to);
      }
      case Stmt.NotEqual s -> {
        operand(s.a(), to);
        operand(s.b(), to);
      }
      case Stmt.IsArray s -> operand(s.source(), to);
      case Stmt.IsObject s -> operand(s.source(), to);
      case Stmt.IsSet s -> operand(s.source(), to);
      case Stmt.IsDefined s -> to.accept(s.source());
      case Stmt.IsUndefined s -> to.accept(s.source());
      case Stmt.Len s -> operand(s.source(), to);
      case Stmt.ObjectInsertOnce s -> {
        operand(s.key(), to);
        operand(s.value(), to);
        to.accept(s.object());
      }
      case Stmt.ObjectInsert s -> {
        operand(s.key(), to);
        operand(s.value(), to);
        to.accept(s.object());
      }
      case Stmt.ObjectMerge s -> {
        to.accept(s.a());
        to.accept(s.b());
      }
      case Stmt.ResultSetAdd s -> to.accept(s.value());
      case Stmt.ReturnLocal s -> to.accept(s.source());
      case Stmt.SetAdd s -> {
        operand(s.value(), to);
        to.accept(s.set());
      }
      case Stmt.Scan s -> to.accept(s.source());
      case Stmt.With s -> operand(s.value(), to);
      case Stmt.AssignInt s -> {}
      case Stmt.Constant s -> {}
      case Stmt.Break s -> {}
      case Stmt.MakeArray s -> {}
      case Stmt.MakeNull s -> {}
      case Stmt.MakeNumberInt s -> {}
      case Stmt.MakeNumberRef s -> {}
      case Stmt.MakeObject s -> {}
      case Stmt.MakeSet s -> {}
      case Stmt.Nested s -> {}
      case Stmt.Not s -> {}
      case Stmt.ResetLocal s -> {}
    }
  }

  /// The local that is written; -1 where there is none.
  static int write(Stmt statement) {
    return switch (statement) {
      case Stmt.AssignVarOnce s -> s.target();
      case Stmt.AssignVar s -> s.target();
      case Stmt.CallDynamic s -> s.result();
      case Stmt.Call s -> s.result();
      case Stmt.Dot s -> s.target();
      case Stmt.Len s -> s.target();
      case Stmt.ObjectMerge s -> s.target();
      case Stmt.AssignInt s -> s.target();
      case Stmt.Constant s -> s.target();
      case Stmt.MakeArray s -> s.target();
      case Stmt.MakeNull s -> s.target();
      case Stmt.MakeNumberInt s -> s.target();
      case Stmt.MakeNumberRef s -> s.target();
      case Stmt.MakeObject s -> s.target();
      case Stmt.MakeSet s -> s.target();
      case Stmt.ResetLocal s -> s.target();
      case Stmt.ArrayAppend s -> -1;
      case Stmt.Equal s -> -1;
      case Stmt.NotEqual s -> -1;
      case Stmt.IsArray s -> -1;
      case Stmt.IsObject s -> -1;
      case Stmt.IsSet s -> -1;
      case Stmt.IsDefined s -> -1;
      case Stmt.IsUndefined s -> -1;
      case Stmt.ObjectInsertOnce s -> -1;
      case Stmt.ObjectInsert s -> -1;
      case Stmt.ResultSetAdd s -> -1;
      case Stmt.ReturnLocal s -> -1;
      case Stmt.SetAdd s -> -1;
      case Stmt.Scan s -> -1;
      case Stmt.With s -> -1;
      case Stmt.Break s -> -1;
      case Stmt.Nested s -> -1;
      case Stmt.Not s -> -1;
    };
  }

  static void operand(Operand operand, IntConsumer to) {
    if (operand instanceof Operand.Local local) {
      to.accept(local.index());
    }
  }

  private static void operands(List<Operand> operands, IntConsumer to) {
    operands.forEach(operand -> operand(operand, to));
  }
}
