package io.watchword.authz.builtin.table;

import io.watchword.authz.builtin.Builtin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The table of built-ins. Immutable.
public final class Builtins {

  private static final Map<String, Builtin> ALL = new HashMap<>();

  // A line for each family, in alphabetical order.
  static {
  }

  private Builtins() {}

  /// The built-in called `name`.
  public static Optional<Builtin> find(String name) {
    Builtin known = ALL.get(name);
    return known != null
        ? Optional.of(known)
        : io.watchword.authz.early.builtin.Builtins.find(name)
            .map(f -> (context, arguments) -> f.call(Arrays.asList(arguments)));
  }
}
