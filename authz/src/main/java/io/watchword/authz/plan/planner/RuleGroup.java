package io.watchword.authz.plan.planner;

import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// All definitions that make one value: what becomes one function of the plan.
final class RuleGroup {

  private final List<String> path;
  private final List<Definition> definitions = new ArrayList<>();

  /// @param path without `data`; what all heads have in common
  RuleGroup(List<String> path) {
    this.path = List.copyOf(path);
  }

  void add(Definition definition) {
    definitions.add(definition);
  }

  List<String> path() {
    return path;
  }

  List<Definition> definitions() {
    return definitions;
  }

  /// How many arguments it takes; 0 for a rule.
  int arity() {
    return definitions.getFirst().rule().head().arguments().map(List::size).orElse(0);
  }

  boolean isFunction() {
    return arity() > 0;
  }

  /// Whether heads go on beyond the common path, so that the value is an object of leaves.
  boolean isObject() {
    return definitions.stream().anyMatch(d -> !tail(d.rule()).isEmpty());
  }

  /// The part of a head that says where in the object its leaf goes.
  List<Term> tail(Rule rule) {
    List<Term> reference = rule.head().reference().path();
    return reference.subList(Math.min(path.size(), reference.size()), reference.size());
  }

  /// Rules in the order in which they fill an object: the deepest leaves first, so that a shallow
  /// leaf put where deeper ones are is seen to conflict.
  List<Rule> inOrder() {
    List<Rule> rules = new ArrayList<>();
    definitions.forEach(d -> rules.add(d.rule()));
    if (isObject()) {
      rules.sort(Comparator.comparingInt(rule -> -depth(rule)));
    }
    return rules;
  }

  private int depth(Rule rule) {
    return tail(rule).size() + (rule.kind() == Rule.Kind.SET ? 1 : 0);
  }

  /// `data.a["b-c"].d`.
  String text() {
    return RulePath.name(path);
  }
}
