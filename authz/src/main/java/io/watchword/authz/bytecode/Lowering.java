package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.index.FunctionIndex;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;

/// From statements of a plan to the steps we compile. Stateless.
final class Lowering {

  private final PlanProgram program;
  private final UnitPlan.Calls calls;

  Lowering(PlanProgram program, UnitPlan.Calls calls) {
    this.program = program;
    this.calls = calls;
  }

  /// All blocks of a function or entry point, as one group.
  Step.Group blocks(List<Block> blocks) {
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      List<Step> steps = steps(blocks.get(i), 0);
      bodies.add(new Body(steps, isRuleBody(blocks.get(i)) ? i : Body.UNMARKED));
    }
    return new Step.Group(Fusing.fuse(program, calls, bodies));
  }

  /// All blocks of a function of which only some need to run.
  Step.Dispatch dispatch(List<Block> blocks, FunctionIndex index) {
    return new Step.Dispatch(
        Dispatcher.of(index, blocks), new Step.Cases(0, 1, blocks(blocks).bodies()));
  }

  // What is left are the collection that definitions fill, and what commits a result, defaults to
  // another, and returns it.
  private static boolean isRuleBody(Block block) {
    if (block.statements().isEmpty()) {
      return false;
    }
    Stmt first = block.statements().getFirst();
    boolean makes =
        block.statements().size() == 1
            && (first instanceof Stmt.MakeSet || first instanceof Stmt.MakeObject);
    return !makes
        && !(first instanceof Stmt.IsDefined)
        && !(first instanceof Stmt.IsUndefined)
        && !(first instanceof Stmt.ReturnLocal);
  }

  private Body body(Block block, int depth) {
    return Body.of(steps(block, depth));
  }

  private List<Step> steps(Block block, int depth) {
    List<Step> steps = new ArrayList<>(block.statements().size());
    for (Stmt statement : block.statements()) {
      steps.add(step(statement, depth));
    }
    return steps;
  }

  private Step step(Stmt statement, int depth) {
    return switch (statement) {
      case Stmt.Nested s ->
          new Step.Group(s.blocks().stream().map(block -> body(block, depth + 1)).toList());
      case Stmt.Not s -> new Step.Negation(body(s.block(), depth + 1));
      case Stmt.Scan s -> new Step.Loop(s.source(), s.key(), s.value(), body(s.block(), depth + 1));
      case Stmt.With s ->
          new Step.Replacement(s.local(), path(s.path()), s.value(), body(s.block(), depth + 1));
      // A break out of more blocks than there are ends the outermost.
      case Stmt.Break s -> new Step.Plain(new Stmt.Break(Math.min(s.index(), depth), s.at()));
      case Stmt.MakeNull s -> new Step.Constant(s.target(), NullValue.NULL);
      case Stmt.MakeNumberInt s -> new Step.Constant(s.target(), NumberValue.of(s.value()));
      case Stmt.AssignInt s -> new Step.Constant(s.target(), NumberValue.of(s.value()));
      case Stmt.MakeNumberRef s ->
          new Step.Constant(s.target(), NumberValue.parse(program.strings().get(s.index())));
      case Stmt.AssignVar s when s.source() instanceof Operand.Text text ->
          new Step.Constant(s.target(), new StringValue(program.strings().get(text.index())));
      case Stmt.AssignVar s when s.source() instanceof Operand.Bool bool ->
          new Step.Constant(s.target(), BooleanValue.of(bool.value()));
      case Stmt.Constant s -> new Step.Constant(s.target(), s.value());
      case Stmt.ArrayAppend s -> new Step.Plain(s);
      case Stmt.AssignVarOnce s -> new Step.Plain(s);
      case Stmt.AssignVar s -> new Step.Plain(s);
      case Stmt.CallDynamic s -> new Step.Plain(s);
      case Stmt.Call s -> new Step.Plain(s);
      case Stmt.Dot s -> new Step.Plain(s);
      case Stmt.Equal s -> new Step.Plain(s);
      case Stmt.NotEqual s -> new Step.Plain(s);
      case Stmt.IsArray s -> new Step.Plain(s);
      case Stmt.IsObject s -> new Step.Plain(s);
      case Stmt.IsSet s -> new Step.Plain(s);
      case Stmt.IsDefined s -> new Step.Plain(s);
      case Stmt.IsUndefined s -> new Step.Plain(s);
      case Stmt.Len s -> new Step.Plain(s);
      case Stmt.MakeArray s -> new Step.Plain(s);
      case Stmt.MakeObject s -> new Step.Plain(s);
      case Stmt.MakeSet s -> new Step.Plain(s);
      case Stmt.ObjectInsertOnce s -> new Step.Plain(s);
      case Stmt.ObjectInsert s -> new Step.Plain(s);
      case Stmt.ObjectMerge s -> new Step.Plain(s);
      case Stmt.ResetLocal s -> new Step.Plain(s);
      case Stmt.ResultSetAdd s -> new Step.Plain(s);
      case Stmt.ReturnLocal s -> new Step.Plain(s);
      case Stmt.SetAdd s -> new Step.Plain(s);
    };
  }

  private List<Value> path(List<Integer> path) {
    return path.stream()
        .<Value>map(index -> new StringValue(program.strings().get(index)))
        .toList();
  }
}
