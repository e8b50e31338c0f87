package io.watchword.platform.diagnostics;

import java.util.Collection;
import java.util.Optional;

/// "Did you mean": the known word nearest to a misspelt one. Thread-safe: no state.
public final class Suggestion {

  private Suggestion() {}

  /// The nearest of `known`, if it is near enough to be meant: a third of the letters may differ,
  /// where two letters swapped count once. Of equally near ones the first in alphabetical order.
  public static Optional<String> nearest(String given, Collection<String> known) {
    // Longer words than any of ours are no typos, and the distance is quadratic.
    if (given.length() > 100) {
      return Optional.empty();
    }
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known.stream().sorted().toList()) {
      int distance = distance(given, candidate);
      int allowed = Math.max(1, (Math.max(given.length(), candidate.length()) + 1) / 3);
      if (distance <= allowed && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return bestDistance == Integer.MAX_VALUE ? Optional.empty() : Optional.of(best);
  }

  // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] now = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(substitution, 1 + Math.min(last[j], now[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = now;
      now = free;
    }
    return last[b.length()];
  }
}
