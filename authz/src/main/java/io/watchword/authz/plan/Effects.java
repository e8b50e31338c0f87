package io.watchword.authz.plan;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;

/// What a statement does to local variables, leaving aside the blocks within it. Stateless.
public final class Effects {

  private Effects() {}

  /// Each local that gets another value.
  public static void assigned(Stmt statement, IntConsumer each) {
    switch (statement) {
      case Stmt.AssignInt s -> each.accept(s.target());
      case Stmt.AssignVarOnce s -> each.accept(s.target());
      case Stmt.AssignVar s -> each.accept(s.target());
      case Stmt.CallDynamic s -> each.accept(s.result());
      case Stmt.Call s -> each.accept(s.result());
      case Stmt.Constant s -> each.accept(s.target());
      case Stmt.Dot s -> each.accept(s.target());
      case Stmt.Len s -> each.accept(s.target());
      case Stmt.MakeArray s -> each.accept(s.target());
      case Stmt.MakeNull s -> each.accept(s.target());
      case Stmt.MakeNumberInt s -> each.accept(s.target());
      case Stmt.MakeNumberRef s -> each.accept(s.target());
      case Stmt.MakeObject s -> each.accept(s.target());
      case Stmt.MakeSet s -> each.accept(s.target());
      case Stmt.ObjectMerge s -> each.accept(s.target());
      case Stmt.ResetLocal s -> each.accept(s.target());
      case Stmt.Scan s -> {
        each.accept(s.key());
        each.accept(s.value());
      }
      case Stmt.With s -> each.accept(s.local());
      case Stmt.ArrayAppend s -> {}
      case Stmt.SetAdd s -> {}
      case Stmt.ObjectInsert s -> {}
      case Stmt.ObjectInsertOnce s -> {}
      case Stmt.Nested s -> {}
      case Stmt.Break s -> {}
      case Stmt.Equal s -> {}
      case Stmt.NotEqual s -> {}
      case Stmt.IsArray s -> {}
      case Stmt.IsObject s -> {}
      case Stmt.IsSet s -> {}
      case Stmt.IsDefined s -> {}
      case Stmt.IsUndefined s -> {}
      case Stmt.Not s -> {}
      case Stmt.ResultSetAdd s -> {}
      case Stmt.ReturnLocal s -> {}
    }
  }

  /// The local whose collection is added to; -1 where there is none.
  public static int grown(Stmt statement) {
    return switch (statement) {
      case Stmt.ArrayAppend s -> s.array();
      case Stmt.SetAdd s -> s.set();
      case Stmt.ObjectInsert s -> s.object();
      case Stmt.ObjectInsertOnce s -> s.object();
      default -> -1;
    };
  }

  /// Each local whose value matters, those added to included.
  public static void read(Stmt statement, IntConsumer each) {
    switch (statement) {
      case Stmt.ArrayAppend s -> {
        each.accept(s.array());
        operand(s.value(), each);
      }
      case Stmt.SetAdd s -> {
        each.accept(s.set());
        operand(s.value(), each);
      }
      case Stmt.ObjectInsert s -> {
        each.accept(s.object());
        operands(List.of(s.key(), s.value()), each);
      }
      case Stmt.ObjectInsertOnce s -> {
        each.accept(s.object());
        operands(List.of(s.key(), s.value()), each);
      }
      case Stmt.AssignVarOnce s -> {
        each.accept(s.target());
        operand(s.source(), each);
      }
      case Stmt.AssignVar s -> operand(s.source(), each);
      case Stmt.CallDynamic s -> {
        operands(s.path(), each);
        operands(s.arguments(), each);
      }
      case Stmt.Call s -> operands(s.arguments(), each);
      case Stmt.Dot s -> operands(List.of(s.source(), s.key()), each);
      case Stmt.Len s -> operand(s.source(), each);
      case Stmt.Equal s -> operands(List.of(s.a(), s.b()), each);
      case Stmt.NotEqual s -> operands(List.of(s.a(), s.b()), each);
      case Stmt.IsArray s -> operand(s.source(), each);
      case Stmt.IsObject s -> operand(s.source(), each);
      case Stmt.IsSet s -> operand(s.source(), each);
      case Stmt.IsDefined s -> each.accept(s.source());
      case Stmt.IsUndefined s -> each.accept(s.source());
      case Stmt.ObjectMerge s -> {
        each.accept(s.a());
        each.accept(s.b());
      }
      case Stmt.ResultSetAdd s -> each.accept(s.value());
      case Stmt.ReturnLocal s -> each.accept(s.source());
      case Stmt.Scan s -> each.accept(s.source());
      case Stmt.With s -> {
        each.accept(s.local());
        operand(s.value(), each);
      }
      case Stmt.AssignInt s -> {}
      case Stmt.Constant s -> {}
      case Stmt.MakeArray s -> {}
      case Stmt.MakeNull s -> {}
      case Stmt.MakeNumberInt s -> {}
      case Stmt.MakeNumberRef s -> {}
      case Stmt.MakeObject s -> {}
      case Stmt.MakeSet s -> {}
      case Stmt.ResetLocal s -> {}
      case Stmt.Nested s -> {}
      case Stmt.Break s -> {}
      case Stmt.Not s -> {}
    }
  }

  private static void operands(List<Operand> operands, IntConsumer each) {
    operands.forEach(operand -> operand(operand, each));
  }

  /// The local that an operand reads; none where it is a constant.
  public static void operand(Operand operand, IntConsumer each) {
    if (operand instanceof Operand.Local local) {
      each.accept(local.index());
    }
  }

  /// Every local that gets another value in `statement` or the blocks within it.
  public static BitSet assignedWithin(Stmt statement) {
    BitSet all = new BitSet();
    collect(statement, all);
    return all;
  }

  private static void collect(Stmt statement, BitSet all) {
    assigned(statement, all::set);
    within(statement).forEach(block -> block.statements().forEach(inner -> collect(inner, all)));
  }

  /// The blocks within a statement.
  public static List<Block> within(Stmt statement) {
    return switch (statement) {
      case Stmt.Nested s -> s.blocks();
      case Stmt.Not s -> List.of(s.block());
      case Stmt.Scan s -> List.of(s.block());
      case Stmt.With s -> List.of(s.block());
      default -> List.of();
    };
  }
}
