package io.watchword.platform.bootstrap.config;

import java.time.Duration;
import java.util.List;

/// Durations as people write them: `500ms`, `30s`, `5m`, `1h`, `3650d`, or several units from large
/// to small, `1h30m`. Thread-safe: no state.
public final class DurationText {

  private record Unit(String suffix, Duration length) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("ms", Duration.ofMillis(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)));

  private DurationText() {}

  /// Reads one; throws `IllegalArgumentException` with a sentence for the user.
  public static Duration parse(String text) {
    Duration total = Duration.ZERO;
    Duration smallestSoFar = Duration.ofDays(Long.MAX_VALUE / 100_000);
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      Unit unit = unitAt(text, end);
      // Nine digits of days are a quarter of a million years: no sum overflows.
      if (end == at || end - at > 9 || unit.length().compareTo(smallestSoFar) >= 0) {
        throw invalid(text);
      }
      total = total.plus(unit.length().multipliedBy(Long.parseLong(text, at, end, 10)));
      smallestSoFar = unit.length();
      at = end + unit.suffix().length();
    }
    if (text.isEmpty()) {
      throw invalid(text);
    }
    return total;
  }

  /// Writes one so that [#parse] reads it back, in whole milliseconds: `1h30m`, `500ms`, `0s`.
  public static String print(Duration duration) {
    StringBuilder out = new StringBuilder();
    long millis = duration.toMillis();
    for (Unit unit : inPrintOrder()) {
      long count = millis / unit.length().toMillis();
      if (count > 0) {
        out.append(count).append(unit.suffix());
        millis -= count * unit.length().toMillis();
      }
    }
    return out.isEmpty() ? "0s" : out.toString();
  }

  private static List<Unit> inPrintOrder() {
    return UNITS.stream().sorted((a, b) -> b.length().compareTo(a.length())).toList();
  }

  private static Unit unitAt(String text, int at) {
    for (Unit unit : UNITS) {
      if (text.startsWith(unit.suffix(), at)) {
        return unit;
      }
    }
    throw invalid(text);
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "`"
            + text
            + "` is no duration (expected: a number with a unit ms, s, m, h or d, such as `30s`)");
  }
}
