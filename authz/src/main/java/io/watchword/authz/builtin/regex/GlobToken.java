package io.watchword.authz.builtin.regex;

import java.util.ArrayList;
import java.util.List;

/// One token of a simple pattern: characters, and how often they stand there.
///
/// @param ranges sorted and apart; every character where `any`
record GlobToken(boolean any, List<Range> ranges, Flag flag) {

  /// How often a token repeats.
  enum Flag {
    NONE,
    PLUS,
    STAR
  }

  /// Characters from `low` to `high`.
  record Range(int low, int high) {}

  static GlobToken anything() {
    return new GlobToken(true, List.of(), Flag.NONE);
  }

  static GlobToken one(int rune) {
    return new GlobToken(false, List.of(new Range(rune, rune)), Flag.NONE);
  }

  static GlobToken set(List<Range> unsorted) {
    List<Range> merged = new ArrayList<>();
    for (Range range :
        unsorted.stream().sorted(java.util.Comparator.comparingInt(Range::low)).toList()) {
      Range last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && range.low <= last.high + 1) {
        merged.set(merged.size() - 1, new Range(last.low, Math.max(last.high, range.high)));
      } else {
        merged.add(range);
      }
    }
    return new GlobToken(false, List.copyOf(merged), Flag.NONE);
  }

  /// The tokens of a pattern.
  static List<GlobToken> read(String pattern) {
    return new GlobTokenizer(pattern).tokens();
  }

  GlobToken with(Flag other) {
    return new GlobToken(any, ranges, other);
  }

  boolean sameCharacters(GlobToken other) {
    return any == other.any && ranges.equals(other.ranges);
  }

  /// Whether one character fits both.
  boolean meets(GlobToken other) {
    if (any || other.any) {
      return true;
    }
    int i = 0;
    int j = 0;
    while (i < ranges.size() && j < other.ranges.size()) {
      Range a = ranges.get(i);
      Range b = other.ranges.get(j);
      if (a.low <= b.high && b.low <= a.high) {
        return true;
      }
      if (a.high < b.high) {
        i++;
      } else {
        j++;
      }
    }
    return false;
  }
}
