package io.watchword.agent.svid;

import io.watchword.identity.id.SpiffeId;
import java.util.Set;
import java.util.function.Predicate;

/// Who may have what. Thread-safe; answers at once.
public interface EntitlementSource {

  /// What somebody with these selectors may have now. What was never asked for before is ordered by
  /// asking.
  Entitlements of(Set<String> selectors);

  /// The SPIFFE IDs that somebody with these selectors may have, issued or not; orders nothing.
  Set<SpiffeId> idsOf(Set<String> selectors);

  /// Whether there is an entry whose selectors `fit`. Looks at every entry.
  boolean anyFits(Predicate<Set<String>> fit);
}
