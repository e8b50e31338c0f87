package io.watchword.platform.bootstrap.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;

/// The smallest and the largest allowed value, as a file would write them.
record Limits(Optional<String> least, Optional<String> most) {

  static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

  static Limits of(RecordComponent component) {
    AtLeast least = component.getAnnotation(AtLeast.class);
    AtMost most = component.getAnnotation(AtMost.class);
    return new Limits(
        Optional.ofNullable(least).map(AtLeast::value),
        Optional.ofNullable(most).map(AtMost::value));
  }

  /// What is expected instead, `>= 1s and <= 24h`; empty if `value` is within.
  Optional<String> violatedBy(Object value, Type type) {
    boolean tooSmall = least.isPresent() && compare(value, least.get(), type) < 0;
    boolean tooLarge = most.isPresent() && compare(value, most.get(), type) > 0;
    if (!tooSmall && !tooLarge) {
      return Optional.empty();
    }
    String lower = least.map(text -> ">= " + text).orElse("");
    String upper = most.map(text -> "<= " + text).orElse("");
    return Optional.of(lower + (lower.isEmpty() || upper.isEmpty() ? "" : " and ") + upper);
  }

  @SuppressWarnings("unchecked") // numbers, durations and sizes are comparable with their own kind
  private static int compare(Object value, String limit, Type type) {
    return ((Comparable<Object>) value).compareTo(ScalarText.parse(limit, (Class<?>) type));
  }
}
