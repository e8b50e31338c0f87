package io.watchword.authz.plan.index;

import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds a function's index. Linear in its size. Stateless.
public final class FunctionIndexer {

  /// Fewer blocks are run as fast as they are looked up.
  private static final int FEWEST = 3;

  private FunctionIndexer() {}

  /// The index of `function`, where it has enough blocks with guards to be worth it.
  public static Optional<FunctionIndex> index(PlanProgram program, PlanProgram.Function function) {
    List<List<Guard>> found = new ArrayList<>();
    Map<Accessor, Set<Value>> constants = new HashMap<>();
    for (int i = 0; i < function.blocks().size(); i++) {
      List<Guard> guards = new GuardFinder(program, function).find(function.blocks().get(i));
      found.add(guards);
      for (Guard guard : guards) {
        if (guard instanceof Guard.Equals equals) {
          constants
              .computeIfAbsent(equals.accessor(), a -> new HashSet<>())
              .addAll(equals.constants());
        }
      }
    }
    Map<Accessor, List<FunctionIndex.Guarded>> groups = new LinkedHashMap<>();
    List<Integer> always = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Guard best = best(found.get(i), constants);
      if (best == null) {
        always.add(i);
      } else {
        groups
            .computeIfAbsent(best.accessor(), a -> new ArrayList<>())
            .add(new FunctionIndex.Guarded(i, best));
      }
    }
    if (found.size() - always.size() < FEWEST) {
      return Optional.empty();
    }
    List<FunctionIndex.Group> all = new ArrayList<>();
    groups.forEach((accessor, guarded) -> all.add(new FunctionIndex.Group(accessor, guarded)));
    return Optional.of(new FunctionIndex(found.size(), all, always));
  }

  /// The guard that leaves out most: an equation about what has many constants tells more than a
  /// prefix, and a prefix more than an equation that is the same everywhere.
  private static @Nullable Guard best(List<Guard> guards, Map<Accessor, Set<Value>> constants) {
    Guard best = null;
    int most = -1;
    for (Guard guard : guards) {
      int tells =
          guard instanceof Guard.Equals equals
              ? constants.getOrDefault(equals.accessor(), Set.of()).size()
                  - equals.constants().size()
              : 0;
      int rank = guard instanceof Guard.Equals ? (tells > 0 ? tells + 1 : 0) : 1;
      if (rank > most) {
        most = rank;
        best = guard;
      }
    }
    return best;
  }
}
