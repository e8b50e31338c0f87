package io.watchword.tests.conformance.differential;

import java.util.ArrayList;
import java.util.List;

/// What a random term may name: rules and functions that stand before it, and variables bound
/// around it. One thread.
final class Scope {

  record Named(String name, Kind kind) {}

  record Function(String name, List<Kind> parameters, Kind result) {
    Function {
      parameters = List.copyOf(parameters);
    }
  }

  final List<Named> rules;
  final List<Function> functions;
  final List<Named> variables;

  private Scope(List<Named> rules, List<Function> functions, List<Named> variables) {
    this.rules = rules;
    this.functions = functions;
    this.variables = variables;
  }

  static Scope empty() {
    return new Scope(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /// The same, in which further variables are forgotten at the end.
  Scope nested() {
    return new Scope(rules, functions, new ArrayList<>(variables));
  }

  void bind(String name, Kind kind) {
    variables.add(new Named(name, kind));
  }
}
