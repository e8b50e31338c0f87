package io.watchword.authz.plan;

import io.watchword.authz.value.NumberValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks a plan someone hands in: everything it points at is there, so that engines need not ask.
/// Used for one plan.
final class PlanCheck {

  /// Locals a plan may have more than it has statements for.
  private static final int SPARE_LOCALS = 1_000;

  private final PlanProgram program;
  private final Map<String, Integer> parameters = new HashMap<>();
  private final Set<String> builtins;
  private long statements;
  private long highest;

  private PlanCheck(PlanProgram program) {
    this.program = program;
    this.builtins = new HashSet<>(program.builtins());
    program.functions().forEach(f -> parameters.put(f.name(), f.parameters().size()));
  }

  /// @throws IllegalArgumentException saying what is wrong with the plan
  static PlanProgram checked(PlanProgram program) {
    PlanCheck check = new PlanCheck(program);
    program.entries().forEach(entry -> check.blocks(entry.blocks()));
    for (PlanProgram.Function function : program.functions()) {
      if (function.parameters().size() < 2) {
        throw new IllegalArgumentException(
            "function `" + function.name() + "` takes fewer than two parameters");
      }
      function.parameters().forEach(check::local);
      check.local(function.result());
      check.blocks(function.blocks());
    }
    if (check.highest > 4 * check.statements + SPARE_LOCALS) {
      throw new IllegalArgumentException(
          "local variable %d in a plan of %d statements"
              .formatted(check.highest, check.statements));
    }
    return program;
  }

  private void blocks(List<Block> blocks) {
    blocks.forEach(block -> block.statements().forEach(this::statement));
  }

  private void statement(Stmt statement) {
    statements++;
    Effects.assigned(statement, this::local);
    Effects.read(statement, this::local);
    switch (statement) {
      case Stmt.ArrayAppend s -> operand(s.value());
      case Stmt.AssignVarOnce s -> operand(s.source());
      case Stmt.AssignVar s -> operand(s.source());
      case Stmt.Break s -> atLeast(s.index(), 0, "a break");
      case Stmt.CallDynamic s -> s.path().forEach(this::operand);
      case Stmt.Call s -> call(s);
      case Stmt.Dot s -> operands(s.source(), s.key());
      case Stmt.Equal s -> operands(s.a(), s.b());
      case Stmt.NotEqual s -> operands(s.a(), s.b());
      case Stmt.IsArray s -> operand(s.source());
      case Stmt.IsObject s -> operand(s.source());
      case Stmt.IsSet s -> operand(s.source());
      case Stmt.Len s -> operand(s.source());
      case Stmt.MakeArray s -> atLeast(s.capacity(), 0, "an array's capacity");
      case Stmt.MakeNumberRef s -> number(s.index());
      case Stmt.ObjectInsertOnce s -> operands(s.key(), s.value());
      case Stmt.ObjectInsert s -> operands(s.key(), s.value());
      case Stmt.SetAdd s -> operand(s.value());
      case Stmt.With s -> {
        s.path().forEach(this::string);
        operand(s.value());
      }
      case Stmt.AssignInt s -> {}
      case Stmt.Constant s -> {}
      case Stmt.IsDefined s -> {}
      case Stmt.IsUndefined s -> {}
      case Stmt.MakeNull s -> {}
      case Stmt.MakeNumberInt s -> {}
      case Stmt.MakeObject s -> {}
      case Stmt.MakeSet s -> {}
      case Stmt.Nested s -> {}
      case Stmt.Not s -> {}
      case Stmt.ObjectMerge s -> {}
      case Stmt.ResetLocal s -> {}
      case Stmt.ResultSetAdd s -> {}
      case Stmt.ReturnLocal s -> {}
      case Stmt.Scan s -> {}
    }
    blocks(Effects.within(statement));
  }

  private void call(Stmt.Call call) {
    call.arguments().forEach(this::operand);
    Integer wanted = parameters.get(call.function());
    if (wanted == null && !builtins.contains(call.function())) {
      throw new IllegalArgumentException(
          "the plan calls `" + call.function() + "`, which it neither has nor declares");
    }
    if (wanted != null && wanted != call.arguments().size()) {
      throw new IllegalArgumentException(
          "a call of `%s` with %d arguments (expected: %d)"
              .formatted(call.function(), call.arguments().size(), wanted));
    }
  }

  private void operands(Operand a, Operand b) {
    operand(a);
    operand(b);
  }

  private void operand(Operand operand) {
    if (operand instanceof Operand.Text text) {
      string(text.index());
    }
  }

  private void string(int index) {
    if (index < 0 || index >= program.strings().size()) {
      throw new IllegalArgumentException(
          "string %d of %d".formatted(index, program.strings().size()));
    }
  }

  private void number(int index) {
    string(index);
    try {
      NumberValue.parse(program.strings().get(index));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "string `" + program.strings().get(index) + "` (expected: a number)", e);
    }
  }

  private void local(int index) {
    atLeast(index, 0, "a local variable");
    highest = Math.max(highest, index);
  }

  private static void atLeast(int value, int least, String what) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d (expected: >= %d)".formatted(what, value, least));
    }
  }
}
