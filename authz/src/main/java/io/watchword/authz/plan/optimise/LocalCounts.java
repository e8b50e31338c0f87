package io.watchword.authz.plan.optimise;

import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.Stmt;
import java.util.HashMap;
import java.util.Map;

/// How often locals are read, and added to. Mutable; one block, one thread.
final class LocalCounts {

  private final int shared;
  private final Map<Integer, Integer> reads = new HashMap<>();
  private final Map<Integer, Integer> growths = new HashMap<>();

  /// @param shared a local that other blocks read and add to as well: the result of the function
  LocalCounts(int shared) {
    this.shared = shared;
  }

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
    Effects.within(statement).forEach(block -> block.statements().forEach(this::addWithin));
  }

  int reads(int local) {
    return local == shared ? Integer.MAX_VALUE : reads.getOrDefault(local, 0);
  }

  int growths(int local) {
    return local == shared ? Integer.MAX_VALUE : growths.getOrDefault(local, 0);
  }
}
