package io.watchword.tests.conformance.spiffe.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Everything that was found: rows as they come in, and a verdict on each rule. Thread-safe.
public final class Matrix {

  /// A rule with its verdict and the tests behind it.
  public record Verdict(SpiffeRule rule, Result result, String detail, List<Row> rows) {}

  private final RuleBook rules;
  private final Reasons reasons;
  private final List<Row> rows = new ArrayList<>();

  /// An empty one.
  public Matrix(RuleBook rules, Reasons reasons) {
    this.rules = rules;
    this.reasons = reasons;
  }

  /// Records what came of a test.
  ///
  /// @param ids the rules that it tests, separated by commas, the main one first
  public synchronized void add(String ids, String part, String test, Result result, String detail) {
    List<String> all = List.of(ids.split(","));
    all.forEach(rules::get);
    SpiffeRule rule = rules.get(all.getFirst());
    List<String> also = all.subList(1, all.size());
    Row row = new Row(rule, also, part, test, result, detail);
    if (result == Result.FAILED) {
      row =
          reasons
              .of(row)
              .map(why -> new Row(rule, also, part, test, Result.REASONED, why))
              .orElse(row);
    }
    rows.add(row);
  }

  /// A test that passed, or failed with `problem`.
  public void check(String ids, String part, String test, String problem) {
    add(ids, part, test, problem.isEmpty() ? Result.PASSED : Result.FAILED, problem);
  }

  /// All rows so far.
  public synchronized List<Row> rows() {
    return List.copyOf(rows);
  }

  /// The rules, in their order, each with its verdict.
  public synchronized List<Verdict> verdicts() {
    return rules.all().stream().map(this::verdict).toList();
  }

  /// How many tests ended how.
  public synchronized Map<Result, Integer> counts() {
    Map<Result, Integer> counts = new TreeMap<>();
    rows.forEach(row -> counts.merge(row.result(), 1, Integer::sum));
    return counts;
  }

  private Verdict verdict(SpiffeRule rule) {
    List<Row> own =
        rows.stream()
            .filter(row -> row.rule().equals(rule) || row.also().contains(rule.id()))
            .toList();
    for (Result result :
        List.of(Result.FAILED, Result.REASONED, Result.PASSED, Result.NOT_APPLICABLE)) {
      for (Row row : own) {
        if (row.result() == result) {
          return new Verdict(rule, result, result == Result.PASSED ? "" : row.detail(), own);
        }
      }
    }
    String untestable = rules.untestable(rule);
    return untestable.isEmpty()
        ? new Verdict(rule, Result.NOT_RUN, "needs " + rules.way(rule), own)
        : new Verdict(rule, Result.UNTESTABLE, untestable, own);
  }
}
