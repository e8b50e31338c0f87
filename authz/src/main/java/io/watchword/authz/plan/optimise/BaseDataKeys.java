package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A whole number as a step into base data also finds the field of that name: `data.nested[2]`
/// finds `{"nested": {"2": …}}`, because OPA's store knows paths of strings alone.
final class BaseDataKeys implements PlanPass {

  @Override
  public PlanProgram apply(PlanProgram program) {
    return Rewriting.blocks(program, block -> new Walk().block(block));
  }

  /// One outermost block.
  private static final class Walk {
    /// Locals that hold base data, and where the reference that reads it stands. A variable that
    /// was given base data is a value like others: further steps from it stand elsewhere.
    private final Map<Integer, Where> base = new HashMap<>();

    /// Locals that hold a number written in the plan, with the string it has there.
    private final Map<Integer, Integer> numbers = new HashMap<>();

    Block block(Block block) {
      List<Stmt> statements = new ArrayList<>();
      for (Stmt statement : block.statements()) {
        add(Rewriting.within(statement, this::block), statements);
      }
      return new Block(statements);
    }

    private void add(Stmt statement, List<Stmt> statements) {
      if (statement instanceof Stmt.Dot dot
          && dot.source() instanceof Operand.Local source
          && isBase(source.index(), dot.at())) {
        Integer number = dot.key() instanceof Operand.Local k ? numbers.get(k.index()) : null;
        if (number == null) {
          statements.add(dot);
        } else {
          either(dot, number, statements);
        }
        boolean constant = number != null || dot.key() instanceof Operand.Text;
        forget(dot.target());
        if (constant) {
          base.put(dot.target(), dot.at());
        }
        return;
      }
      statements.add(statement);
      Effects.assigned(statement, this::forget);
      if (statement instanceof Stmt.MakeNumberRef made) {
        numbers.put(made.target(), made.index());
      }
    }

    private boolean isBase(int local, Where at) {
      return local == 1 || at.equals(base.get(local));
    }

    private static void either(Stmt.Dot dot, int number, List<Stmt> statements) {
      Stmt named = new Stmt.Dot(dot.source(), new Operand.Text(number), dot.target(), dot.at());
      statements.add(new Stmt.ResetLocal(dot.target(), dot.at()));
      statements.add(
          new Stmt.Nested(
              List.of(
                  new Block(List.of(dot)),
                  new Block(List.of(new Stmt.IsUndefined(dot.target(), dot.at()), named))),
              dot.at()));
      statements.add(new Stmt.IsDefined(dot.target(), dot.at()));
    }

    private void forget(int local) {
      base.remove(local);
      numbers.remove(local);
    }
  }
}
