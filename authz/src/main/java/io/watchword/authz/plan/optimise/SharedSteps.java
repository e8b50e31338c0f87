package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A step from the same value by the same key, such as the `input.request` in several conditions of
/// a rule, is taken once.
final class SharedSteps implements PlanPass {

  /// Remembered at a time: a huge body must not cost its square.
  private static final int MOST = 64;

  private record Step(Operand source, Operand key) {}

  @Override
  public PlanProgram apply(PlanProgram program) {
    return Rewriting.blocks(program, block -> block(block, new HashMap<>()));
  }

  /// @param taken steps already taken, and the locals that hold where they led
  private static Block block(Block block, Map<Step, Integer> taken) {
    List<Stmt> statements = new ArrayList<>();
    for (Stmt statement : block.statements()) {
      if (statement instanceof Stmt.Dot dot) {
        statements.add(step(dot, taken));
        continue;
      }
      if (!Effects.within(statement).isEmpty()) {
        // A loop's later rounds see what its earlier ones assigned.
        forget(Effects.assignedWithin(statement), taken);
        statements.add(Rewriting.within(statement, inner -> block(inner, new HashMap<>(taken))));
        continue;
      }
      BitSet assigned = new BitSet();
      Effects.assigned(statement, assigned::set);
      int grown = Effects.grown(statement);
      if (grown >= 0) {
        assigned.set(grown);
      }
      forget(assigned, taken);
      statements.add(statement);
    }
    return new Block(statements);
  }

  private static Stmt step(Stmt.Dot dot, Map<Step, Integer> taken) {
    Step step = new Step(dot.source(), dot.key());
    Integer known = taken.get(step);
    BitSet target = new BitSet();
    target.set(dot.target());
    if (known != null && known != dot.target()) {
      forget(target, taken);
      return new Stmt.AssignVar(new Operand.Local(known), dot.target(), dot.at());
    }
    forget(target, taken);
    if (!step.source().equals(new Operand.Local(dot.target()))
        && !step.key().equals(new Operand.Local(dot.target()))) {
      if (taken.size() >= MOST) {
        taken.clear();
      }
      taken.put(step, dot.target());
    }
    return dot;
  }

  private static void forget(BitSet locals, Map<Step, Integer> taken) {
    taken
        .entrySet()
        .removeIf(
            entry ->
                locals.get(entry.getValue())
                    || isOne(entry.getKey().source(), locals)
                    || isOne(entry.getKey().key(), locals));
  }

  private static boolean isOne(Operand operand, BitSet locals) {
    return operand instanceof Operand.Local local && locals.get(local.index());
  }
}
