package io.watchword.cli.policy;

import io.watchword.authz.testrun.TestReport;
import io.watchword.authz.testrun.TestResult;
import io.watchword.authz.testrun.TestResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Test results as CI servers read them: one suite for each package. Stateless.
final class JUnitXml {

  private JUnitXml() {}

  static String of(TestReport report) {
    Map<String, List<TestResult>> packages = new TreeMap<>();
    report
        .results()
        .forEach(r -> packages.computeIfAbsent(r.packageName(), p -> new ArrayList<>()).add(r));
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append("<testsuites>\n");
    packages.forEach((name, results) -> suite(name, results, out));
    return out.append("</testsuites>\n").toString();
  }

  private static void suite(String name, List<TestResult> results, StringBuilder out) {
    out.append(
        "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%s\">\n"
            .formatted(
                escaped(name),
                results.size(),
                count(results, Status.FAIL),
                count(results, Status.ERROR),
                count(results, Status.SKIPPED),
                seconds(results.stream().mapToLong(r -> r.took().toNanos()).sum())));
    for (TestResult result : results) {
      out.append(
          "    <testcase name=\"%s\" classname=\"%s\" file=\"%s\" line=\"%d\" time=\"%s\""
              .formatted(
                  escaped(result.name()),
                  escaped(name),
                  escaped(result.at().file()),
                  result.at().line(),
                  seconds(result.took().toNanos())));
      String inner = inner(result);
      out.append(inner.isEmpty() ? "/>\n" : ">\n" + inner + "    </testcase>\n");
    }
    out.append("  </testsuite>\n");
  }

  private static String inner(TestResult result) {
    StringBuilder out = new StringBuilder();
    switch (result.status()) {
      case PASS -> {}
      case FAIL -> out.append("      <failure message=\"%s\"/>\n".formatted(escaped(why(result))));
      case ERROR ->
          out.append(
              "      <error message=\"%s\"/>\n".formatted(escaped(result.error().orElse(""))));
      case SKIPPED -> out.append("      <skipped/>\n");
    }
    if (!result.printed().isEmpty()) {
      out.append("      <system-out>");
      out.append(escaped(String.join("\n", result.printed()))).append("</system-out>\n");
    }
    return out.toString();
  }

  private static String why(TestResult result) {
    List<String> failed =
        result.cases().entrySet().stream()
            .filter(entry -> !entry.getValue())
            .map(Map.Entry::getKey)
            .toList();
    return failed.isEmpty()
        ? "undefined or false at " + result.at().fileLine()
        : "failed: " + String.join(", ", failed);
  }

  private static long count(List<TestResult> results, Status status) {
    return results.stream().filter(r -> r.status() == status).count();
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
  }

  // Characters that XML 1.0 cannot hold become the replacement character.
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                  boolean allowed =
                      c == '\t'
                          || c == '\n'
                          || c == '\r'
                          || (c >= 0x20 && c <= 0xD7FF)
                          || (c >= 0xE000 && c <= 0xFFFD)
                          || c >= 0x10000;
                  out.appendCodePoint(allowed ? c : 0xFFFD);
                }
              }
            });
    return out.toString();
  }
}
