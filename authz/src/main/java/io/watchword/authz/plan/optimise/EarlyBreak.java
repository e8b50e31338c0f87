package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A loop that only looks for whether there is something (`not`, `every`, `and`, `or`) ends when it
/// has found one. Made here and not by the planner, because other engines count the blocks of a
/// loop differently when one breaks out of it.
final class EarlyBreak implements PlanPass {

  @Override
  public PlanProgram apply(PlanProgram program) {
    return Rewriting.blocks(program, block -> block(block, new BitSet()));
  }

  /// @param readLater locals read after `block`
  private static Block block(Block block, BitSet readLater) {
    BitSet later = (BitSet) readLater.clone();
    List<Stmt> backwards = new ArrayList<>();
    List<Stmt> statements = block.statements();
    for (int i = statements.size() - 1; i >= 0; i--) {
      Stmt statement = statements.get(i);
      Stmt changed =
          Rewriting.within(
              statement,
              inner -> {
                Block deeper = block(inner, later);
                return statement instanceof Stmt.Nested ? breaking(deeper, later) : deeper;
              });
      backwards.add(changed);
      read(statement, later);
    }
    return new Block(backwards.reversed());
  }

  private static void read(Stmt statement, BitSet into) {
    Effects.read(statement, into::set);
    Effects.within(statement)
        .forEach(block -> block.statements().forEach(inner -> read(inner, into)));
  }

  private static Block breaking(Block block, BitSet later) {
    int flag = flagAtEnd(block, false);
    if (flag < 0) {
      return block;
    }
    BitSet assigned = new BitSet();
    BitSet grown = new BitSet();
    block.statements().forEach(statement -> effects(statement, assigned, grown));
    grown.andNot(assigned);
    assigned.clear(flag);
    return grown.isEmpty() && !assigned.intersects(later) ? withBreak(block, 0) : block;
  }

  private static void effects(Stmt statement, BitSet assigned, BitSet grown) {
    assigned.or(Effects.assignedWithin(statement));
    int local = Effects.grown(statement);
    if (local >= 0) {
      grown.set(local);
    }
    Effects.within(statement)
        .forEach(block -> block.statements().forEach(inner -> effects(inner, assigned, grown)));
  }

  /// The variable set to true where the loops at the end of `block` find something; -1 where there
  /// is no loop, or it does something else.
  private static int flagAtEnd(Block block, boolean inLoop) {
    if (block.statements().isEmpty()) {
      return -1;
    }
    return switch (block.statements().getLast()) {
      case Stmt.Scan s -> flagAtEnd(s.block(), true);
      case Stmt.With s -> flagAtEnd(s.block(), inLoop);
      case Stmt.AssignVar s when inLoop && s.source().equals(new Operand.Bool(true)) -> s.target();
      default -> -1;
    };
  }

  private static Block withBreak(Block block, int depth) {
    List<Stmt> statements = new ArrayList<>(block.statements());
    Stmt last = statements.removeLast();
    if (last instanceof Stmt.AssignVar) {
      statements.add(last);
      statements.add(new Stmt.Break(depth, last.at()));
    } else {
      statements.add(Rewriting.within(last, inner -> withBreak(inner, depth + 1)));
    }
    return new Block(statements);
  }
}
