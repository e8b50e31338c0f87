package io.watchword.ca.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A life as a policy says it: seconds, or a number with `s`, `m`, `h` or `d`. Stateless.
final class TtlText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd]?)");

  private TtlText() {}

  /// Empty where `text` is none, or not positive.
  static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    Duration ttl =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "d" -> Duration.ofDays(number);
          default -> Duration.ofSeconds(number);
        };
    return ttl.isPositive() ? Optional.of(ttl) : Optional.empty();
  }
}
