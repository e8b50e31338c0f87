package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import java.util.List;
import java.util.function.UnaryOperator;

/// Plans with their blocks changed. Stateless.
final class Rewriting {

  private Rewriting() {}

  /// Changes an outermost block.
  interface BlockChange {
    /// @param result the local that all blocks of the function fill; -1 where there is none
    Block apply(Block block, int result);
  }

  /// `program` with every outermost block changed.
  static PlanProgram blocks(PlanProgram program, UnaryOperator<Block> change) {
    return blocks(program, (block, result) -> change.apply(block));
  }

  /// The same where the function's result matters.
  static PlanProgram blocks(PlanProgram program, BlockChange change) {
    List<PlanProgram.Entry> entries =
        program.entries().stream()
            .map(e -> new PlanProgram.Entry(e.name(), all(e.blocks(), change, -1)))
            .toList();
    List<PlanProgram.Function> functions =
        program.functions().stream().map(f -> withBlocks(f, change)).toList();
    return program.withCode(entries, functions);
  }

  private static PlanProgram.Function withBlocks(
      PlanProgram.Function function, BlockChange change) {
    return new PlanProgram.Function(
        function.name(),
        function.parameters(),
        function.result(),
        all(function.blocks(), change, function.result()),
        function.path());
  }

  private static List<Block> all(List<Block> blocks, BlockChange change, int result) {
    return blocks.stream().map(block -> change.apply(block, result)).toList();
  }

  /// `statement` with the blocks within it changed.
  static Stmt within(Stmt statement, UnaryOperator<Block> change) {
    return switch (statement) {
      case Stmt.Nested s -> new Stmt.Nested(s.blocks().stream().map(change).toList(), s.at());
      case Stmt.Not s -> new Stmt.Not(change.apply(s.block()), s.at());
      case Stmt.Scan s ->
          new Stmt.Scan(s.source(), s.key(), s.value(), change.apply(s.block()), s.at());
      case Stmt.With s ->
          new Stmt.With(s.local(), s.path(), s.value(), change.apply(s.block()), s.at());
      default -> statement;
    };
  }
}
