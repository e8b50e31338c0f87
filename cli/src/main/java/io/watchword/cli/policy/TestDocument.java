package io.watchword.cli.policy;

import io.watchword.authz.testrun.Coverage;
import io.watchword.authz.testrun.Coverage.FileCoverage;
import io.watchword.authz.testrun.TestReport;
import io.watchword.authz.testrun.TestResult;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedSet;

/// Test results as JSON: the list that `opa test --format json` prints or, with coverage, the
/// report of `opa test --coverage`, by whole lines and with rounded percentages. Stateless.
final class TestDocument {

  private TestDocument() {}

  static Value of(TestReport report) {
    return report.coverage().isPresent() && report.passed()
        ? coverage(report.coverage().get())
        : ArrayValue.of(report.results().stream().map(TestDocument::result).toList());
  }

  private static Value result(TestResult result) {
    TableValue one = TableValue.growing();
    TableValue place = TableValue.growing();
    put(place, "file", new StringValue(result.at().file()));
    put(place, "row", NumberValue.of(result.at().line()));
    put(place, "col", NumberValue.of(result.at().column()));
    put(one, "location", place);
    put(one, "package", new StringValue(result.packageName()));
    put(one, "name", new StringValue(result.name()));
    switch (result.status()) {
      case PASS -> {}
      case FAIL -> put(one, "fail", BooleanValue.TRUE);
      case SKIPPED -> put(one, "skip", BooleanValue.TRUE);
      case ERROR -> {
        TableValue error = TableValue.growing();
        put(error, "message", new StringValue(result.error().orElse("")));
        put(one, "error", error);
      }
    }
    put(one, "duration", NumberValue.of(result.took().toNanos()));
    if (!result.cases().isEmpty()) {
      TableValue cases = TableValue.growing();
      result
          .cases()
          .forEach(
              (name, passed) -> {
                TableValue each = TableValue.growing();
                put(each, "name", new StringValue(name));
                if (!passed) {
                  put(each, "fail", BooleanValue.TRUE);
                }
                put(cases, name, each);
              });
      put(one, "sub_results", cases);
    }
    if (!result.printed().isEmpty()) {
      String text = String.join("\n", result.printed()) + "\n";
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      put(one, "output", new StringValue(Base64.getEncoder().encodeToString(bytes)));
    }
    return one;
  }

  private static Value coverage(Coverage coverage) {
    TableValue files = TableValue.growing();
    coverage.files().forEach((name, file) -> put(files, name, file(file)));
    TableValue whole = TableValue.growing();
    put(whole, "files", files);
    put(whole, "covered_lines", NumberValue.of(coverage.coveredLines()));
    put(whole, "not_covered_lines", NumberValue.of(coverage.notCoveredLines()));
    put(whole, "coverage", percent(coverage.percent()));
    return whole;
  }

  private static Value file(FileCoverage file) {
    TableValue one = TableValue.growing();
    if (!file.covered().isEmpty()) {
      put(one, "covered", ranges(file.covered()));
    }
    if (!file.notCovered().isEmpty()) {
      put(one, "not_covered", ranges(file.notCovered()));
    }
    put(one, "covered_lines", NumberValue.of(file.covered().size()));
    put(one, "not_covered_lines", NumberValue.of(file.notCovered().size()));
    put(one, "coverage", percent(file.percent()));
    return one;
  }

  private static Value ranges(SortedSet<Integer> lines) {
    List<Value> ranges = new ArrayList<>();
    for (Coverage.Range range : Coverage.ranges(lines)) {
      TableValue one = TableValue.growing();
      put(one, "start", row(range.from()));
      put(one, "end", row(range.to()));
      ranges.add(one);
    }
    return ArrayValue.of(ranges);
  }

  private static Value row(int line) {
    TableValue row = TableValue.growing();
    put(row, "row", NumberValue.of(line));
    return row;
  }

  private static Value percent(double percent) {
    boolean whole = percent == Math.rint(percent);
    return NumberValue.parse(whole ? Long.toString((long) percent) : Double.toString(percent));
  }

  private static void put(TableValue table, String name, Value value) {
    table.put(new StringValue(name), value);
  }
}
