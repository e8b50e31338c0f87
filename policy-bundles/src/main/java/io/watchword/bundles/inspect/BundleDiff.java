package io.watchword.bundles.inspect;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How two bundles differ, file by file. Paths are sorted.
public record BundleDiff(List<String> added, List<String> removed, List<String> changed) {

  public BundleDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /// From the older to the newer.
  public static BundleDiff between(BundleInspection older, BundleInspection newer) {
    Map<String, BundleInspection.Entry> before = byPath(older);
    Map<String, BundleInspection.Entry> after = byPath(newer);
    var added = new TreeSet<>(after.keySet());
    added.removeAll(before.keySet());
    var removed = new TreeSet<>(before.keySet());
    removed.removeAll(after.keySet());
    var changed = new TreeSet<>(before.keySet());
    changed.retainAll(after.keySet());
    changed.removeIf(path -> Objects.equals(before.get(path), after.get(path)));
    return new BundleDiff(List.copyOf(added), List.copyOf(removed), List.copyOf(changed));
  }

  /// Whether both hold the same files.
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
  }

  private static Map<String, BundleInspection.Entry> byPath(BundleInspection bundle) {
    return bundle.files().stream()
        .collect(Collectors.toMap(BundleInspection.Entry::path, Function.identity()));
  }
}
