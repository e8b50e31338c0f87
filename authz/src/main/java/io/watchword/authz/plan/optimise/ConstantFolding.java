package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import java.util.ArrayList;
import java.util.List;

/// A collection put together from constants becomes one constant, shared by all evaluations.
final class ConstantFolding implements PlanPass {

  @Override
  public PlanProgram apply(PlanProgram program) {
    return Rewriting.blocks(
        program,
        (block, result) -> {
          LocalCounts counts = new LocalCounts(result);
          block.statements().forEach(counts::addWithin);
          return block(program, block, counts);
        });
  }

  private static Block block(PlanProgram program, Block block, LocalCounts counts) {
    List<Stmt> in = block.statements();
    List<Stmt> out = new ArrayList<>();
    int next = 0;
    while (next < in.size()) {
      Stmt statement = in.get(next);
      if (begins(statement)) {
        ConstantRun run = new ConstantRun(program);
        int end = next;
        while (end < in.size() && run.take(in.get(end))) {
          end++;
        }
        if (run.isSelfContained(counts)) {
          out.addAll(run.remains(counts));
          next = end;
          continue;
        }
      }
      out.add(Rewriting.within(statement, inner -> block(program, inner, counts)));
      next++;
    }
    return new Block(out);
  }

  private static boolean begins(Stmt statement) {
    return statement instanceof Stmt.MakeArray
        || statement instanceof Stmt.MakeSet
        || statement instanceof Stmt.MakeObject;
  }
}
