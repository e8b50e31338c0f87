package io.watchword.compliance.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts by name, in an order that does not depend on the order of counting.
final class Histogram {

  private final Map<List<String>, Long> counts = new TreeMap<>(Histogram::compare);

  void add(long count, String... names) {
    counts.merge(List.of(names), count, Long::sum);
  }

  void add(String... names) {
    add(1, names);
  }

  /// Names, then the count; the largest first.
  List<List<String>> rows() {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<List<String>, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry::getKey, Histogram::compare))
        .map(Histogram::row)
        .toList();
  }

  private static List<String> row(Map.Entry<List<String>, Long> entry) {
    List<String> row = new ArrayList<>(entry.getKey());
    row.add(Long.toString(entry.getValue()));
    return row;
  }

  private static int compare(List<String> left, List<String> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int difference = left.get(i).compareTo(right.get(i));
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
