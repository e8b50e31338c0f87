package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// "Did you mean": names that look like the one that was written. Stateless.
final class Suggestions {

  private static final int LONGEST = 100;

  private Suggestions() {}

  /// ` Did you mean "a" or "b"?`, or nothing.
  static String of(String prefix, String typed, List<String> options, boolean quoted) {
    List<String> near = near(typed, options);
    return near.isEmpty() ? "" : " " + prefix + " " + orList(near, quoted) + "?";
  }

  /// Those that are near, nearest first.
  static List<String> near(String typed, List<String> options) {
    int threshold = (int) Math.floor(typed.length() * 0.4) + 1;
    Map<String, Integer> distances = new HashMap<>();
    List<String> near = new ArrayList<>();
    for (String option : options) {
      int distance = distance(typed, option);
      if (distance <= threshold) {
        near.add(option);
        distances.put(option, distance);
      }
    }
    near.sort(
        (a, b) -> Integer.compare(distances.getOrDefault(a, 0), distances.getOrDefault(b, 0)));
    return near;
  }

  /// `a, b, or c`, at most five.
  static String orList(List<String> items, boolean quoted) {
    List<String> shown =
        items.stream().limit(5).map(item -> quoted ? "\"" + item + "\"" : item).toList();
    if (shown.size() == 1) {
      return shown.getFirst();
    }
    String before = String.join(", ", shown.subList(0, shown.size() - 1));
    return before + (shown.size() > 2 ? ", or " : " or ") + shown.getLast();
  }

  private static int distance(String typed, String option) {
    if (typed.equals(option)) {
      return 0;
    }
    String a = typed.toLowerCase(Locale.ROOT);
    String b = option.toLowerCase(Locale.ROOT);
    if (a.equals(b)) {
      return 1;
    }
    if (Math.max(a.length(), b.length()) > LONGEST) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
