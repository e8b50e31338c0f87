package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.value.BooleanValue;
import java.util.Map;

/// Equality and order of any two values. Stateless.
public final class Comparisons {

  private Comparisons() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "eq", (context, a) -> BooleanValue.of(a[0].equals(a[1])),
        "equal", (context, a) -> BooleanValue.of(a[0].equals(a[1])),
        "neq", (context, a) -> BooleanValue.of(!a[0].equals(a[1])),
        "lt", (context, a) -> BooleanValue.of(a[0].compareTo(a[1]) < 0),
        "lte", (context, a) -> BooleanValue.of(a[0].compareTo(a[1]) <= 0),
        "gt", (context, a) -> BooleanValue.of(a[0].compareTo(a[1]) > 0),
        "gte", (context, a) -> BooleanValue.of(a[0].compareTo(a[1]) >= 0));
  }
}
