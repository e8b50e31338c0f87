package io.watchword.agent.workload;

import java.util.HashSet;
import java.util.Set;

/// The hints of one answer: each there once. For one answer; not thread-safe.
public final class Hints {
  // [1] SPIFFE Workload API: longer ones are refused by the standard's clients (WA-34), doubled
  // ones
  // by all (WA-16).

  private static final int LONGEST = 1024;

  private final Set<String> taken = new HashSet<>();

  /// `hint`, or none where it cannot be told.
  public String next(String hint) {
    return hint.length() <= LONGEST && (hint.isEmpty() || taken.add(hint)) ? hint : "";
  }
}
