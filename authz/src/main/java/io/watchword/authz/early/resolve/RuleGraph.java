package io.watchword.authz.early.resolve;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.RulePath;
import io.watchword.authz.early.rego.Term;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which rules use which. Built once from a resolved policy.
final class RuleGraph {

  private final ResolvedPolicy policy;
  private final Map<String, Set<String>> uses = new HashMap<>();

  private RuleGraph(ResolvedPolicy policy) {
    this.policy = policy;
  }

  static RuleGraph of(ResolvedPolicy policy) {
    RuleGraph graph = new RuleGraph(policy);
    for (ResolvedPolicy.Group group : policy.groups()) {
      Set<String> used = new TreeSet<>();
      group.definitions().forEach(definition -> graph.rule(definition.rule(), used));
      group.fallback().ifPresent(definition -> graph.rule(definition.rule(), used));
      graph.uses.put(group.name(), used);
    }
    return graph;
  }

  private void rule(Rule rule, Set<String> used) {
    rule.key().ifPresent(key -> term(key, used));
    term(rule.value(), used);
    rule.body().forEach(expr -> expr(expr, used));
    for (Rule.Else branch : rule.otherwise()) {
      term(branch.value(), used);
      branch.body().forEach(expr -> expr(expr, used));
    }
  }

  private void expr(Expr expr, Set<String> used) {
    switch (expr) {
      case Expr.TermExpr e -> term(e.term(), used);
      case Expr.Assign e -> {
        term(e.target(), used);
        term(e.value(), used);
      }
      case Expr.Unify e -> {
        term(e.left(), used);
        term(e.right(), used);
      }
      case Expr.SomeIn e -> {
        e.key().ifPresent(key -> term(key, used));
        term(e.value(), used);
        term(e.collection(), used);
      }
      case Expr.Not e -> expr(e.negated(), used);
      case Expr.SomeDeclaration e -> {}
    }
  }

  private void term(Term term, Set<String> used) {
    switch (term) {
      case Term.Var v -> {}
      case Term.Scalar s -> {}
      case Term.Ref r -> {
        term(r.head(), used);
        r.path().forEach(part -> term(part, used));
        target(r).ifPresent(used::add);
      }
      case Term.Call c -> {
        c.arguments().forEach(argument -> term(argument, used));
        if (policy.group(c.function()).isPresent()) {
          used.add(c.function());
        }
      }
      case Term.ArrayTerm a -> a.items().forEach(item -> term(item, used));
      case Term.SetTerm s -> s.members().forEach(member -> term(member, used));
      case Term.ObjectTerm o ->
          o.entries()
              .forEach(
                  entry -> {
                    term(entry.key(), used);
                    term(entry.value(), used);
                  });
      case Term.Comprehension c -> {
        c.key().ifPresent(key -> term(key, used));
        term(c.value(), used);
        c.body().forEach(expr -> expr(expr, used));
      }
    }
  }

  private Optional<String> target(Term.Ref ref) {
    if (!RulePath.isData(ref)) {
      return Optional.empty();
    }
    List<String> constants = RulePath.constants(ref);
    for (int i = constants.size(); i > 0; i--) {
      String name = RulePath.name(constants.subList(0, i));
      if (policy.group(name).isPresent()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  void reportCycles(List<Diagnostic> problems) {
    Set<String> done = new HashSet<>();
    for (ResolvedPolicy.Group group : policy.groups()) {
      if (!done.contains(group.name())) {
        List<String> cycle = cycleThrough(group.name(), done);
        if (!cycle.isEmpty()) {
          problems.add(recursion(group, cycle));
          done.addAll(cycle);
        }
      }
    }
  }

  // Breadth first over what the rule reaches: a queue, so that a long chain of rules costs no
  // stack.
  private List<String> cycleThrough(String start, Set<String> done) {
    Map<String, String> cameFrom = new HashMap<>();
    Deque<String> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      String name = queue.poll();
      for (String used : uses.getOrDefault(name, Set.of())) {
        if (used.equals(start)) {
          List<String> cycle = new ArrayList<>(List.of(start));
          for (String back = name; !back.equals(start); back = cameFrom.getOrDefault(back, start)) {
            cycle.add(1, back);
          }
          return cycle;
        }
        if (!done.contains(used) && cameFrom.putIfAbsent(used, name) == null) {
          queue.add(used);
        }
      }
    }
    return List.of();
  }

  private static Diagnostic recursion(ResolvedPolicy.Group group, List<String> cycle) {
    ResolvedPolicy.Definition first =
        group.definitions().isEmpty() ? group.fallback().orElseThrow() : group.definitions().get(0);
    List<String> shown = new ArrayList<>(cycle);
    shown.add(cycle.get(0));
    return first
        .module()
        .source()
        .error(
            "rego_recursion_error",
            "rule `" + group.name() + "` is recursive: " + String.join(" -> ", shown),
            first.rule().at(),
            "needs itself",
            "a rule may not depend on its own result; split it, or precompute the part in data");
  }
}
