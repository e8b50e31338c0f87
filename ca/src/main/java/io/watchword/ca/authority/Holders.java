package io.watchword.ca.authority;

import io.watchword.ca.issuance.Leaf;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who may still use a leaf under a root, by what was issued and what was confirmed since.
///
/// That a later leaf was issued proves nothing: it may have been lost on its way. A leaf under the
/// root counts until its holder reports that it presents a later one.
///
/// @param last number of the last leaf under the root, by holder
/// @param numbers of all leaves, by serial number
/// @param unreplaced holders with an entry whose last leaf is under the root
record Holders(Map<String, Long> last, Map<String, Long> numbers, Set<String> unreplaced) {

  /// @param leaves that have not expired, in the order they were issued
  static Holders of(String root, List<Leaf> leaves) {
    Map<String, Long> last = new HashMap<>();
    Map<String, Long> numbers = new HashMap<>();
    Map<String, Leaf> lastOfEntry = new HashMap<>();
    for (Leaf leaf : leaves) {
      String holder = holder(leaf.agent(), leaf.spiffeId());
      numbers.put(leaf.serial(), leaf.number());
      lastOfEntry.put(leaf.kind() + " " + holder + " " + leaf.entryId(), leaf);
      if (leaf.rootSha256().equals(root)) {
        last.merge(holder, leaf.number(), Math::max);
      }
    }
    Set<String> unreplaced = new HashSet<>();
    lastOfEntry.values().stream()
        .filter(leaf -> leaf.rootSha256().equals(root))
        .forEach(leaf -> unreplaced.add(holder(leaf.agent(), leaf.spiffeId())));
    return new Holders(last, numbers, unreplaced);
  }

  boolean mayUse(Truster truster) {
    String holder = holder(truster.agent(), truster.spiffeId());
    long given = last.getOrDefault(holder, 0L);
    if (given == 0) {
      return false;
    }
    long confirmed =
        truster.report().presented().stream()
            .mapToLong(chain -> numbers.getOrDefault(chain.serial(), 0L))
            .max()
            .orElse(0);
    return given > confirmed || unreplaced.contains(holder);
  }

  private static String holder(String agent, String spiffeId) {
    return agent + " " + spiffeId;
  }
}
