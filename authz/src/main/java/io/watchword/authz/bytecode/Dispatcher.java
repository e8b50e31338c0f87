package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.index.Accessor;
import io.watchword.authz.plan.index.FunctionIndex;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses the blocks of a function that have to be run for the arguments at hand. Immutable.
final class Dispatcher {

  // Each accessor is looked up on every call; rare ones are not worth it.
  private static final int MOST_GROUPS = 8;

  private final List<GuardTable> groups;
  private final int[] always;

  private Dispatcher(List<GuardTable> groups, int[] always) {
    this.groups = List.copyOf(groups);
    this.always = always;
  }

  static Dispatcher of(FunctionIndex index, List<Block> blocks) {
    boolean[] follows = committing(blocks);
    List<FunctionIndex.Group> sorted = new ArrayList<>(index.groups());
    sorted.sort(Comparator.comparingInt(group -> -group.guarded().size()));
    BitSet always = new BitSet();
    index.always().forEach(always::set);
    List<GuardTable> tables = new ArrayList<>();
    for (FunctionIndex.Group group : sorted) {
      if (tables.size() < MOST_GROUPS) {
        tables.add(new GuardTable(group, follows));
        // What only commits the result of a guarded block runs with it.
        for (FunctionIndex.Guarded guarded : group.guarded()) {
          always.set(
              guarded.block() + 1, always.get(guarded.block() + 1) && !follows[guarded.block()]);
        }
      } else {
        group.guarded().forEach(guarded -> always.set(guarded.block()));
      }
    }
    return new Dispatcher(tables, always.stream().toArray());
  }

  /// For each block whether the next one does nothing but commit what it found.
  private static boolean[] committing(List<Block> blocks) {
    boolean[] follows = new boolean[blocks.size()];
    for (int i = 0; i + 1 < blocks.size(); i++) {
      List<Stmt> next = blocks.get(i + 1).statements();
      follows[i] =
          next.size() == 2
              && next.get(0) instanceof Stmt.IsDefined defined
              && next.get(1) instanceof Stmt.AssignVarOnce commit
              && commit.source().equals(new Operand.Local(defined.source()))
              && !blocks.get(i).statements().isEmpty()
              && blocks.get(i).statements().getFirst() instanceof Stmt.ResetLocal reset
              && reset.target() == defined.source();
    }
    return follows;
  }

  /// The parameters to look at, in order.
  List<Accessor> accessors() {
    return groups.stream().map(GuardTable::accessor).toList();
  }

  /// Adds the blocks that one group allows.
  void select(Run run, int group, @Nullable Value parameter) {
    if (parameter != null) {
      groups.get(group).select(run, parameter);
    }
  }

  /// Adds those that always run, and sorts all from `from` on; gives where they end.
  int finish(Run run, int from) {
    return run.chosen.addSorted(always, from);
  }
}
