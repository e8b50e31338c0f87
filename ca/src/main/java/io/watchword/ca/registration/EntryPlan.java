package io.watchword.ca.registration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which changes make the entries of one source what its files say. Made anew for each try, since
/// what is there may have changed.
///
/// A wanted entry is one that is there if it names its entry ID; or else says the same of parent,
/// SPIFFE ID, hint and selectors; or else, within the source, is the only one of its parent, SPIFFE
/// ID and hint on both sides (so that new selectors change an entry instead of replacing it). An
/// entry made by hand that is wanted becomes the source's. What the source applied before and does
/// not have any more is deleted.
final class EntryPlan {
  private record Name(Object parent, Object id, String hint) {}

  private record Content(Name name, Set<String> selectors) {}

  private final List<EntryChange> changes = new ArrayList<>();
  private final Map<String, Entry> byId = new HashMap<>();
  private final Map<Content, Entry> byContent = new HashMap<>();
  private final Map<Name, List<Entry>> ofSource;
  private final Map<Name, Long> wantedNames;
  private final Set<String> used = new HashSet<>();
  private final Set<Content> created = new HashSet<>();

  private EntryPlan(List<Entry> present, List<Entry> wanted, String source) {
    for (Entry entry : present) {
      byId.put(entry.entryId(), entry);
      byContent.put(content(entry), entry);
    }
    ofSource =
        present.stream()
            .filter(entry -> entry.source().equals(source))
            .collect(Collectors.groupingBy(EntryPlan::name));
    wantedNames =
        wanted.stream().collect(Collectors.groupingBy(EntryPlan::name, Collectors.counting()));
  }

  /// @param keep whether what the files do not have any more stays
  /// @throws RegistrationException `ca/entry-invalid` where two of `wanted` are one entry, or one
  ///   belongs to another source
  static List<EntryChange> of(
      List<Entry> present, List<Entry> wanted, String source, boolean keep) {
    EntryPlan plan = new EntryPlan(present, wanted, source);
    // Those that say which they are first: nothing else may take theirs.
    wanted.stream()
        .filter(entry -> !entry.entryId().isEmpty())
        .forEach(entry -> plan.want(entry, source));
    wanted.stream()
        .filter(entry -> entry.entryId().isEmpty())
        .forEach(entry -> plan.want(entry, source));
    if (!keep) {
      present.stream()
          .filter(entry -> entry.source().equals(source) && !plan.used.contains(entry.entryId()))
          .map(EntryChange::delete)
          .forEach(plan.changes::add);
    }
    return List.copyOf(plan.changes);
  }

  private void want(Entry wanted, String source) {
    Optional<Entry> found = match(wanted);
    if (found.isEmpty()) {
      if (!wanted.entryId().isEmpty() && !used.add(wanted.entryId())) {
        throw twice(wanted);
      }
      if (!created.add(content(wanted))) {
        throw twice(wanted);
      }
      changes.add(EntryChange.create(wanted));
      return;
    }
    Entry present = found.get();
    if (!present.source().isEmpty() && !present.source().equals(source)) {
      throw new RegistrationException(
          "ca/entry-invalid",
          "entry `"
              + present.entryId()
              + "` belongs to source `"
              + present.source()
              + "` (expected: `"
              + source
              + "`, or one made by hand)");
    }
    if (!used.add(present.entryId())) {
      throw twice(wanted);
    }
    changes.add(EntryChange.between(present, wanted));
  }

  private Optional<Entry> match(Entry wanted) {
    if (!wanted.entryId().isEmpty()) {
      return Optional.ofNullable(byId.get(wanted.entryId()));
    }
    Entry same = byContent.get(content(wanted));
    if (same != null) {
      return Optional.of(same);
    }
    List<Entry> namesakes = ofSource.getOrDefault(name(wanted), List.of());
    return namesakes.size() == 1 && wantedNames.getOrDefault(name(wanted), 0L) == 1
        ? Optional.of(namesakes.getFirst())
        : Optional.empty();
  }

  private static RegistrationException twice(Entry wanted) {
    return new RegistrationException(
        "ca/entry-invalid",
        "two of the entries are one: parent `"
            + wanted.parent()
            + "`, SPIFFE ID `"
            + wanted.id()
            + "`, selectors "
            + wanted.selectors());
  }

  private static Name name(Entry entry) {
    return new Name(entry.parent(), entry.id(), entry.hint());
  }

  private static Content content(Entry entry) {
    return new Content(name(entry), Set.copyOf(entry.selectors()));
  }
}
