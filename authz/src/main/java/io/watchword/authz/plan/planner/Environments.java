package io.watchword.authz.plan.planner;

import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes environments, the same one again for the same changes: a thousand tests that replace the
/// same function share its callers. Mutable; one plan, one thread.
final class Environments {

  private record Changes(
      Set<List<Value>> hidden, Map<String, Environment.Replacement> replaced, int extras) {}

  private final Map<Changes, Environment> known = new HashMap<>();
  private final Environment plain = of(Set.of(), Map.of(), 0);

  /// Nothing changed.
  Environment plain() {
    return plain;
  }

  /// `outer` with more changes.
  Environment within(
      Environment outer,
      Set<List<Value>> hidden,
      Map<String, Environment.Replacement> replaced,
      int moreExtras) {
    Set<List<Value>> allHidden = new HashSet<>(outer.hidden());
    allHidden.addAll(hidden);
    Map<String, Environment.Replacement> all = new HashMap<>(outer.replaced());
    all.putAll(replaced);
    return of(allHidden, all, outer.extras() + moreExtras);
  }

  /// `outer` with no function replaced.
  Environment withoutReplacements(Environment outer) {
    return of(outer.hidden(), Map.of(), 0);
  }

  private Environment of(
      Set<List<Value>> hidden, Map<String, Environment.Replacement> replaced, int extras) {
    return known.computeIfAbsent(
        new Changes(hidden, replaced, extras),
        changes -> new Environment(known.size(), hidden, replaced, extras));
  }
}
