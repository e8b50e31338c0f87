package io.watchword.agent.svid;

import io.watchword.agent.node.EntryChanges;
import io.watchword.agent.node.RegisteredEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The entries of this host, found by id and by selectors. An entry is indexed under the one of its
/// selectors that fewest others are indexed under, so that who asks looks at few that do not fit.
/// Guarded by the cache's lock.
final class EntryTable {

  /// An entry and its place in the CA's order. No record on purpose: two are never equal, and so
  /// found in a list without comparing what they hold.
  private static final class Placed {

    private final RegisteredEntry entry;
    private final long place;

    Placed(RegisteredEntry entry, long place) {
      this.entry = entry;
      this.place = place;
    }

    RegisteredEntry entry() {
      return entry;
    }

    long place() {
      return place;
    }
  }

  private final Map<String, Placed> byId = new HashMap<>();
  private final Map<String, List<Placed>> bySelector = new HashMap<>();
  private final NavigableMap<Instant, Set<String>> ends = new TreeMap<>();
  private long places;

  /// Takes the changes; answers the ids of all entries that are new, changed or gone.
  List<String> apply(EntryChanges changes) {
    List<String> touched = new ArrayList<>();
    if (changes.whole()) {
      Set<String> present = new HashSet<>();
      changes.present().forEach(entry -> present.add(entry.id()));
      byId.keySet().stream().filter(id -> !present.contains(id)).forEach(touched::add);
      touched.forEach(this::remove);
      places = 0;
    }
    for (String id : changes.removed()) {
      if (remove(id)) {
        touched.add(id);
      }
    }
    for (RegisteredEntry entry : changes.present()) {
      if (put(entry, changes.whole())) {
        touched.add(entry.id());
      }
    }
    return touched;
  }

  void clear() {
    byId.clear();
    bySelector.clear();
    ends.clear();
  }

  int size() {
    return byId.size();
  }

  Optional<RegisteredEntry> get(String id) {
    return Optional.ofNullable(byId.get(id)).map(Placed::entry);
  }

  /// All entries, in no order.
  Stream<RegisteredEntry> all() {
    return byId.values().stream().map(Placed::entry);
  }

  /// What fits `selectors` now, in the CA's order.
  List<RegisteredEntry> fitting(Set<String> selectors, Instant now) {
    List<Placed> found = new ArrayList<>();
    for (String selector : selectors) {
      for (Placed placed : bySelector.getOrDefault(selector, List.of())) {
        if (placed.entry().fits(selectors) && !placed.entry().isExpired(now)) {
          found.add(placed);
        }
      }
    }
    found.sort(Comparator.comparingLong(Placed::place));
    return found.stream().map(Placed::entry).toList();
  }

  /// When the next entry ends.
  Optional<Instant> nextEnd() {
    return ends.isEmpty() ? Optional.empty() : Optional.of(ends.firstKey());
  }

  /// Removes what has ended; answers the ids.
  List<String> removeEnded(Instant now) {
    List<String> ended = ends.headMap(now, true).values().stream().flatMap(Set::stream).toList();
    ended.forEach(this::remove);
    return ended;
  }

  private boolean put(RegisteredEntry entry, boolean inOrder) {
    Placed before = byId.get(entry.id());
    long place = inOrder || before == null ? places++ : before.place();
    if (before != null && before.place() == place && before.entry().equals(entry)) {
      return false;
    }
    if (before != null) {
      remove(entry.id());
    }
    Placed placed = new Placed(entry, place);
    byId.put(entry.id(), placed);
    rarest(entry).ifPresent(selector -> index(selector, placed));
    if (!entry.expiresAt().equals(Instant.MAX)) {
      ends.computeIfAbsent(entry.expiresAt(), at -> new HashSet<>()).add(entry.id());
    }
    return before == null || !before.entry().equals(entry);
  }

  private boolean remove(String id) {
    Placed placed = byId.remove(id);
    if (placed == null) {
      return false;
    }
    for (String selector : placed.entry().selectors()) {
      List<Placed> bucket = bySelector.getOrDefault(selector, List.of());
      if (bucket.contains(placed)) {
        if (bucket.size() == 1) {
          bySelector.remove(selector);
        } else {
          bucket.remove(placed);
        }
        break;
      }
    }
    ends.computeIfPresent(
        placed.entry().expiresAt(),
        (at, ids) -> {
          ids.remove(id);
          return ids.isEmpty() ? null : ids;
        });
    return true;
  }

  private Optional<String> rarest(RegisteredEntry entry) {
    return entry.selectors().stream()
        .min(
            Comparator.<String>comparingInt(
                    selector -> bySelector.getOrDefault(selector, List.of()).size())
                .thenComparing(Comparator.naturalOrder()));
  }

  private void index(String selector, Placed placed) {
    List<Placed> bucket = bySelector.get(selector);
    if (bucket == null) {
      // Most stay alone: a list of one costs nothing.
      bySelector.put(selector, List.of(placed));
      return;
    }
    if (bucket.size() == 1) {
      bucket = new ArrayList<>(bucket);
      bySelector.put(selector, bucket);
    }
    bucket.add(placed);
  }
}
