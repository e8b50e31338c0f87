package io.watchword.cli.report;

import io.watchword.cli.output.Console;
import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.evidence.Period;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.Status;
import io.watchword.compliance.report.GeneratedReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The answer of `report generate`.
///
/// @param valid whether each log verified
/// @param objectives how many control objectives have which status
record WrittenReport(
    Path html,
    Path oscal,
    Path manifest,
    boolean valid,
    Period period,
    long records,
    List<Line> measures,
    Map<String, Long> objectives,
    List<Problem> problems) {

  /// One measure.
  record Line(
      String id, String title, String status, long numerator, long denominator, int exceptions) {}

  /// A log that does not verify.
  record Problem(String log, String problem) {}

  static WrittenReport of(GeneratedReport report) {
    Map<String, Long> objectives = new TreeMap<>();
    for (Status status : Status.values()) {
      objectives.put(key(status), count(report.objectives(), status));
    }
    return new WrittenReport(
        report.html(),
        report.oscal(),
        report.manifest(),
        report.isIntact(),
        report.period(),
        report.records(),
        report.measures().stream().map(WrittenReport::line).toList(),
        objectives,
        report.logs().stream().filter(log -> !log.isIntact()).map(WrittenReport::problem).toList());
  }

  void print(PrintStream out, Console console) {
    out.println(records + " records from " + period.from() + " to " + period.to());
    for (Line measure : measures) {
      String status =
          measure.status().equals(Status.EXCEPTIONS.words())
              ? console.red(measure.exceptions() + " exceptions")
              : measure.status();
      out.printf(
          Locale.ROOT,
          "%s  %-36s %8d of %-8d %s%n",
          measure.id(),
          measure.title(),
          measure.numerator(),
          measure.denominator(),
          status);
    }
    out.println(
        "objectives: "
            + objectives.get(key(Status.MET))
            + " met, "
            + objectives.get(key(Status.EXCEPTIONS))
            + " with exceptions, "
            + objectives.get(key(Status.NO_DATA))
            + " without data, "
            + objectives.get(key(Status.NOT_ASSESSABLE))
            + " not assessable by a mesh");
    out.println(html);
    out.println(oscal);
    out.println(manifest);
  }

  private static String key(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static long count(List<AssessedObjective> objectives, Status status) {
    return objectives.stream().filter(assessed -> assessed.status() == status).count();
  }

  private static Line line(Measure measure) {
    return new Line(
        measure.id(),
        measure.definition().title(),
        measure.status().words(),
        measure.numerator(),
        measure.denominator(),
        measure.exceptions().size());
  }

  private static Problem problem(LogEvidence log) {
    return new Problem(log.source(), log.problem().orElse(""));
  }
}
