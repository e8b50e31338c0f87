package io.watchword.tests.conformance.spiffe.matrix;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A matrix as one HTML page without scripts: a table per specification, the tests of a rule behind
/// a fold.
public final class MatrixHtml {

  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24; background: #fff }
      h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin-top: 2.2rem }
      table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .3rem .6rem; border-top: 1px solid #d8dee4 }
      th { font-weight: 600; border-top: 0 } td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums }
      .level { font-size: .8rem; color: #57606a; white-space: nowrap } .detail, summary, li { font-size: .85rem; color: #424a53 }
      ul { margin: .3rem 0 .3rem 1.1rem; padding: 0 } code { font-size: .9em }
      .passed { color: #116329 } .failed { color: #a40e26; font-weight: 600 } .reasoned { color: #7d4e00 } .not_applicable, .not_run, .untestable { color: #57606a }
      @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3 } td, th { border-color: #30363d }
        .level, .detail, summary, li, .not_applicable, .not_run, .untestable { color: #9da7b3 } .passed { color: #56d364 } .failed { color: #ff7b72 } .reasoned { color: #e3b341 } }
      """;

  private MatrixHtml() {}

  /// Prints `matrix`.
  ///
  /// @param subject what was tested, in the tester's words
  public static String print(Matrix matrix, String subject) {
    StringBuilder out = new StringBuilder();
    String title = "SPIFFE conformance: " + subject;
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(escaped(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escaped(title))
        .append("</h1>\n");
    List<Matrix.Verdict> verdicts = matrix.verdicts();
    summary(out, verdicts, matrix.counts());
    String spec = "";
    for (Matrix.Verdict verdict : verdicts) {
      if (!verdict.rule().spec().equals(spec)) {
        out.append(spec.isEmpty() ? "" : "</table>\n");
        spec = verdict.rule().spec();
        out.append("<h2>").append(escaped(spec)).append("</h2>\n<table>\n");
        out.append("<tr><th>Rule</th><th></th><th>What it asks</th><th>Result</th></tr>\n");
      }
      row(out, verdict);
    }
    return out.append("</table>\n</body>\n</html>\n").toString();
  }

  private static void summary(
      StringBuilder out, List<Matrix.Verdict> verdicts, Map<Result, Integer> tests) {
    Map<Result, Integer> rules = new TreeMap<>();
    verdicts.forEach(verdict -> rules.merge(verdict.result(), 1, Integer::sum));
    out.append("<table>\n<tr><th></th><th>Rules</th><th>Tests</th></tr>\n");
    for (Result result : Result.values()) {
      out.append("<tr><td class=\"")
          .append(style(result))
          .append("\">")
          .append(result.text())
          .append("</td><td>")
          .append(rules.getOrDefault(result, 0))
          .append("</td><td>")
          .append(tests.getOrDefault(result, 0))
          .append("</td></tr>\n");
    }
    out.append("</table>\n<p class=\"detail\">A rule passes when at least one test of it passes")
        .append(" and none fails.</p>\n");
  }

  private static void row(StringBuilder out, Matrix.Verdict verdict) {
    SpiffeRule rule = verdict.rule();
    out.append("<tr id=\"")
        .append(rule.id())
        .append("\"><td>")
        .append(rule.id())
        .append("</td><td class=\"level\">")
        .append(rule.level().text())
        .append("</td><td>")
        .append(escaped(rule.text()))
        .append("</td><td><span class=\"")
        .append(style(verdict.result()))
        .append("\">")
        .append(verdict.result().text())
        .append("</span>");
    if (!verdict.detail().isEmpty()) {
      out.append(" <span class=\"detail\">").append(escaped(verdict.detail())).append("</span>");
    }
    tests(out, verdict.rows());
    out.append("</td></tr>\n");
  }

  private static void tests(StringBuilder out, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    out.append("<details><summary>")
        .append(rows.size())
        .append(rows.size() == 1 ? " test" : " tests")
        .append("</summary><ul>\n");
    for (Row row : rows) {
      out.append("<li><span class=\"")
          .append(style(row.result()))
          .append("\">")
          .append(row.result().text())
          .append("</span> ")
          .append(escaped(row.part() + ": " + row.test()));
      if (row.result() != Result.PASSED && !row.detail().isEmpty()) {
        out.append(" (").append(escaped(row.detail())).append(')');
      }
      out.append("</li>\n");
    }
    out.append("</ul></details>");
  }

  private static String style(Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                out.append(
                    switch (c) {
                      case '<' -> "&lt;";
                      case '>' -> "&gt;";
                      case '&' -> "&amp;";
                      case '"' -> "&quot;";
                      default -> c < 0x20 ? " " : String.valueOf((char) c);
                    }));
    return out.toString();
  }
}
