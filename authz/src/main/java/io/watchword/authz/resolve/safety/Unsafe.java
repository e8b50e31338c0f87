package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.Terms;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Statements whose variables never get a value, with those variables.
final class Unsafe {

  private static final Set<String> FUTURE_KEYWORDS =
      Set.of("and", "contains", "every", "if", "in", "not", "or");

  private static final Comparator<Location> IN_ORDER =
      Comparator.comparing(Location::file)
          .thenComparingInt(Location::line)
          .thenComparingInt(Location::column);

  private final Map<Expr, Set<String>> all = new IdentityHashMap<>();

  boolean isEmpty() {
    return all.isEmpty();
  }

  void add(Expr expr, String variable) {
    all.computeIfAbsent(expr, _ -> new LinkedHashSet<>()).add(variable);
  }

  void addAll(Unsafe other) {
    other.all.forEach(
        (expr, names) -> all.computeIfAbsent(expr, _ -> new LinkedHashSet<>()).addAll(names));
  }

  /// Adds errors for the written variables among them, or, where there are only generated ones, for
  /// their statements.
  ///
  /// @param scope ` in rule p` where the place alone does not tell
  void report(Problems problems, UnaryOperator<String> writtenName, String scope) {
    int before = problems.count();
    Map<String, Location> first = new LinkedHashMap<>();
    all.forEach(
        (expr, names) ->
            names.forEach(
                name ->
                    first.merge(name, expr.at(), (a, b) -> IN_ORDER.compare(a, b) <= 0 ? a : b)));
    first.forEach(
        (name, at) -> {
          String written = writtenName.apply(name);
          if (!Terms.isGenerated(written)) {
            problem(problems, RegoText.name(written), at, scope);
          }
        });
    if (problems.count() == before) {
      reportStatements(problems, scope);
    }
  }

  private static void problem(Problems problems, String name, Location at, String scope) {
    boolean keyword = FUTURE_KEYWORDS.contains(name);
    problems.unsafe(
        "var "
            + name
            + " is unsafe"
            + scope
            + (keyword
                ? " (hint: `import future.keywords." + name + "` to import a future keyword)"
                : ""),
        at,
        "`" + name + "` has no value here",
        keyword
            ? "import the keyword"
            : "bind `" + name + "` first, for example with `some " + name + " in input.list`");
  }

  private void reportStatements(Problems problems, String scope) {
    List<Map.Entry<Expr, Set<String>>> pairs =
        all.entrySet().stream()
            .sorted((a, b) -> IN_ORDER.compare(a.getKey().at(), b.getKey().at()))
            .toList();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<Expr, Set<String>> pair : pairs) {
      boolean isNew = false;
      for (String name : pair.getValue()) {
        isNew |= Terms.isGenerated(name) && seen.add(name);
      }
      if (isNew) {
        problems.unsafe(
            "expression is unsafe" + scope,
            pair.getKey().at(),
            "has no value here",
            "give every variable in it a value first");
      }
    }
  }
}
