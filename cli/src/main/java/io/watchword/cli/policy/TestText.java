package io.watchword.cli.policy;

import io.watchword.authz.testrun.Coverage;
import io.watchword.authz.testrun.TestReport;
import io.watchword.authz.testrun.TestResult;
import io.watchword.authz.testrun.TestResult.Status;
import java.time.Duration;
import java.util.Locale;

/// Test results as a person reads them, in the form of `opa test`. Immutable.
///
/// @param verbose whether tests that passed are shown
record TestText(boolean verbose) {

  private static final String LINE = "-".repeat(80) + "\n";

  String of(TestReport report) {
    StringBuilder out = new StringBuilder();
    for (TestResult result : report.results()) {
      if (verbose || result.status() != Status.PASS) {
        one(result, out);
      }
    }
    if (!out.isEmpty()) {
      out.append(LINE);
    }
    int all = report.results().size();
    for (Status status : Status.values()) {
      long count = report.count(status);
      if (count > 0) {
        out.append("%s: %d/%d%n".formatted(status, count, all));
      }
    }
    if (all == 0) {
      out.append("no tests found\n");
    }
    report.coverage().ifPresent(coverage -> coverage(coverage, out));
    return out.toString();
  }

  private static void one(TestResult result, StringBuilder out) {
    out.append(result.at().fileLine()).append(":\n");
    out.append(result.packageName()).append('.').append(result.name());
    out.append(": ").append(result.status());
    if (result.status() != Status.SKIPPED) {
      out.append(" (").append(shown(result.took())).append(')');
    }
    out.append('\n');
    result
        .cases()
        .forEach(
            (name, passed) ->
                out.append("  ").append(name).append(passed ? ": PASS\n" : ": FAIL\n"));
    result.error().ifPresent(why -> out.append("  ").append(why).append('\n'));
    if (!result.printed().isEmpty()) {
      out.append('\n');
      result.printed().forEach(line -> out.append("  ").append(line).append('\n'));
      out.append('\n');
    }
  }

  private static String shown(Duration took) {
    double micros = took.toNanos() / 1000.0;
    return micros < 1000
        ? String.format(Locale.ROOT, "%.3fµs", micros)
        : micros < 1_000_000
            ? String.format(Locale.ROOT, "%.3fms", micros / 1000)
            : String.format(Locale.ROOT, "%.3fs", micros / 1_000_000);
  }

  private static void coverage(Coverage coverage, StringBuilder out) {
    out.append(LINE);
    coverage
        .files()
        .forEach(
            (file, lines) -> {
              out.append(String.format(Locale.ROOT, "%6.2f %%  %s", lines.percent(), file));
              if (!lines.notCovered().isEmpty()) {
                out.append("  not reached: ");
                out.append(
                    String.join(
                        ", ",
                        Coverage.ranges(lines.notCovered()).stream()
                            .map(r -> r.from() == r.to() ? "" + r.from() : r.from() + "-" + r.to())
                            .toList()));
              }
              out.append('\n');
            });
    out.append(
        String.format(
            Locale.ROOT,
            "%6.2f %%  of %d lines%n",
            coverage.percent(),
            coverage.coveredLines() + coverage.notCoveredLines()));
  }
}
