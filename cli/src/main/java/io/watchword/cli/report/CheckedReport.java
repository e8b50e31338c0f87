package io.watchword.cli.report;

import io.watchword.cli.output.Console;
import io.watchword.compliance.verify.ReportVerdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// The answer of `report verify`.
record CheckedReport(boolean valid, List<Check> checks) {

  /// @param outcome `ok`, `failed`, `not-checked`
  record Check(String name, String outcome, String detail) {}

  static CheckedReport of(ReportVerdict verdict) {
    return new CheckedReport(
        verdict.isValid(),
        verdict.checks().stream()
            .map(
                check ->
                    new Check(
                        check.name(),
                        check.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        check.detail()))
            .toList());
  }

  void print(PrintStream out, Console console) {
    for (Check check : checks) {
      String outcome = check.outcome();
      String shown =
          switch (outcome) {
            case "ok" -> console.green("ok         ");
            case "failed" -> console.red("FAILED     ");
            default -> "not checked";
          };
      out.println(shown + "  " + check.name() + ": " + check.detail());
    }
    out.println(valid ? "valid" : console.red("not valid"));
  }
}
