package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Stmt;
import java.util.HashMap;
import java.util.Map;

/// How often locals are read, and added to. Mutable; one block, one thread.
final class LocalCounts {

  private final Map<Integer, Integer> reads = new HashMap<>();
  private final Map<Integer, Integer> growths = new HashMap<>();

  void add(Stmt statement) {
    Effects.read(statement, local -> reads.merge(local, 1, Integer::sum));
    int grown = Effects.grown(statement);
    if (grown >= 0) {
      growths.merge(grown, 1, Integer::sum);
    }
  }

  /// With the blocks within it.
  void addWithin(Stmt statement) {
    add(statement);
    Rewriting.within(statement).forEach(block -> block.statements().forEach(this::addWithin));
  }

  int reads(int local) {
    return reads.getOrDefault(local, 0);
  }

  int growths(int local) {
    return growths.getOrDefault(local, 0);
  }
}
