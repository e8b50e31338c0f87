package io.watchword.authz.testrun;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which lines of which file were reached. A line counts where a rule's head or a statement begins
/// on it.
///
/// @param files by name
public record Coverage(SortedMap<String, FileCoverage> files) {

  /// One file's lines.
  public record FileCoverage(SortedSet<Integer> covered, SortedSet<Integer> notCovered) {

    /// In percent, two decimals; 100 where there is nothing to cover.
    public double percent() {
      return Coverage.percent(covered.size(), notCovered.size());
    }
  }

  /// A run of lines.
  public record Range(int from, int to) {}

  static Coverage of(List<Module> modules, SortedMap<String, SortedSet<Integer>> reached) {
    SortedMap<String, FileCoverage> files = new TreeMap<>();
    for (Module module : modules) {
      String file = module.source().file();
      SortedSet<Integer> lines = new TreeSet<>();
      module.rules().forEach(rule -> rule(rule, lines));
      SortedSet<Integer> covered = new TreeSet<>(reached.getOrDefault(file, new TreeSet<>()));
      covered.retainAll(lines);
      SortedSet<Integer> notCovered = new TreeSet<>(lines);
      notCovered.removeAll(covered);
      files.put(file, new FileCoverage(covered, notCovered));
    }
    return new Coverage(files);
  }

  private static void rule(Rule rule, SortedSet<Integer> lines) {
    lines.add(rule.head().at().line());
    body(rule.body(), lines);
    rule.otherwise().ifPresent(otherwise -> rule(otherwise, lines));
  }

  private static void body(List<Expr> body, SortedSet<Integer> lines) {
    for (Expr expr : body) {
      switch (expr.goal()) {
        // Declares, does nothing.
        case Goal.SomeDeclaration s -> {}
        case Goal.Every e -> {
          lines.add(expr.at().line());
          body(e.body(), lines);
        }
        case Goal.Not n -> {
          lines.add(expr.at().line());
          body(n.body(), lines);
        }
        case Goal.And a -> {
          body(a.left().body(), lines);
          body(a.right().body(), lines);
        }
        case Goal.Or o -> {
          body(o.left().body(), lines);
          body(o.right().body(), lines);
        }
        case Goal.Truth t -> lines.add(expr.at().line());
        case Goal.Unify u -> lines.add(expr.at().line());
        case Goal.Assign a -> lines.add(expr.at().line());
        case Goal.SomeIn s -> lines.add(expr.at().line());
      }
    }
  }

  public int coveredLines() {
    return files.values().stream().mapToInt(f -> f.covered().size()).sum();
  }

  public int notCoveredLines() {
    return files.values().stream().mapToInt(f -> f.notCovered().size()).sum();
  }

  /// In percent, two decimals; 100 where there is nothing to cover.
  public double percent() {
    return percent(coveredLines(), notCoveredLines());
  }

  /// Neighbouring lines as runs.
  public static List<Range> ranges(SortedSet<Integer> lines) {
    List<Range> ranges = new ArrayList<>();
    for (int line : lines) {
      if (!ranges.isEmpty() && ranges.getLast().to() == line - 1) {
        ranges.set(ranges.size() - 1, new Range(ranges.getLast().from(), line));
      } else {
        ranges.add(new Range(line, line));
      }
    }
    return ranges;
  }

  private static double percent(int covered, int notCovered) {
    int all = covered + notCovered;
    return all == 0 ? 100 : Math.round(10_000.0 * covered / all) / 100.0;
  }
}
