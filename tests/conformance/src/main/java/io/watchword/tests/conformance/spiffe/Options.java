package io.watchword.tests.conformance.spiffe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the command line says: options with a value each, some more than once, and switches.
final class Options {

  private static final Set<String> SWITCHES = Set.of("--strict", "--help", "--quiet");
  private static final Set<String> KNOWN =
      Set.of(
          "--validator",
          "--jwt-validator",
          "--id-parser",
          "--bundle-parser",
          "--path-validator",
          "--bundle-format",
          "--validator-batch",
          "--limbo",
          "--limbo-reasons",
          "--reasons",
          "--workload-api",
          "--expect",
          "--audience",
          "--no-identity-user",
          "--change",
          "--hold",
          "--streams",
          "--workload-client",
          "--ca-output",
          "--trust-domain",
          "--bundle-endpoint",
          "--endpoint-profile",
          "--endpoint-id",
          "--endpoint-bundle",
          "--endpoint-ca",
          "--federation-client",
          "--timeout",
          "--subject",
          "--json",
          "--html");

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Options() {}

  /// Reads them.
  ///
  /// @throws UsageException where they are not understood
  static Options parse(String... arguments) {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (SWITCHES.contains(name)) {
        options.values.put(name, List.of());
      } else if (!KNOWN.contains(name)) {
        throw new UsageException("unknown option `" + name + "`");
      } else if (i + 1 == arguments.length) {
        throw new UsageException("option `" + name + "` lacks its value");
      } else {
        options.values.computeIfAbsent(name, k -> new ArrayList<>()).add(arguments[++i]);
      }
    }
    return options;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getLast);
  }

  List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  int number(String name, int otherwise) {
    Optional<String> text = get(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text.get());
    } catch (NumberFormatException e) {
      throw new UsageException("option `" + name + "` is `" + text.get() + "`, not a number", e);
    }
  }
}
