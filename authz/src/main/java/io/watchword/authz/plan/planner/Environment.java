package io.watchword.authz.plan.planner;

import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `with` changes for the rules evaluated under it. Rules are planned anew for each: the first
/// part of a function's name, `g0`, is its number. Immutable; made by [Environments].
///
/// @param hidden documents of rules that base data stands in for, without `data`
/// @param replaced functions by their full name
/// @param extras how many values beside input and data its functions are given
record Environment(
    int generation, Set<List<Value>> hidden, Map<String, Replacement> replaced, int extras) {

  Environment {
    hidden = Set.copyOf(hidden);
    replaced = Map.copyOf(replaced);
  }

  /// What stands in for a function.
  sealed interface Replacement {}

  /// Another function, which is evaluated with no function replaced.
  record OtherFunction(String name) implements Replacement {}

  /// A value whatever the arguments are: one of the extras.
  record Extra(int index) implements Replacement {}

  @Nullable Replacement replacement(String function) {
    return replaced.get(function);
  }

  /// Whether only base data is seen at `path`.
  boolean hides(List<Value> path) {
    for (int length = path.size(); length >= 0 && !hidden.isEmpty(); length--) {
      if (hidden.contains(path.subList(0, length))) {
        return true;
      }
    }
    return false;
  }

  /// Whether something is hidden at or below `path`, or above it.
  boolean hidesAround(List<Value> path) {
    return hides(path)
        || hidden.stream()
            .anyMatch(h -> h.size() >= path.size() && h.subList(0, path.size()).equals(path));
  }
}
