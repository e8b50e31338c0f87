package io.watchword.compliance.measure;

import io.watchword.compliance.evidence.Evidence;
import java.util.List;
import java.util.Set;

/// E10: whether the logs hold all that their sources had to say. A control that relies on a log
/// with a gap can not be met, whatever the other measures say.
final class Completeness {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E10",
          "Completeness of the audit logs",
          "Logs without a gap in the period, out of all logs. A gap is a missing record, a record"
              + " that the source says it dropped, more than 30 s without a record or heartbeat"
              + " while the source ran, a run that ended without saying so, or a log that can not"
              + " be read.",
          "logs without a gap",
          "logs",
          SourceClass.DERIVED,
          List.of("process-start", "heartbeat", "process-stop", "every record's index"),
          Set.of(),
          List.of(
              "A process that keeps silent about something from the start.",
              "A log that was not given to this report."));

  private Completeness() {}

  static List<SourceCompleteness> sources(Evidence evidence) {
    return evidence.logs().stream()
        .map(log -> SourceCompleteness.of(log, evidence.period()))
        .toList();
  }

  static Measure of(List<SourceCompleteness> sources) {
    long complete = sources.stream().filter(source -> source.gaps().isEmpty()).count();
    List<ReportedException> exceptions =
        sources.stream().flatMap(source -> source.gaps().stream()).toList();
    return new Measure(
        DEFINITION,
        Measure.statusOf(sources.size(), exceptions),
        complete,
        sources.size(),
        complete + " of " + sources.size() + " logs have no gap in the period",
        exceptions,
        List.of(
            MeasureTable.of(
                "Sources",
                List.of(
                    "Log",
                    "Role",
                    "First record",
                    "Last record",
                    "Records",
                    "Starts",
                    "Ended without a word",
                    "Dropped",
                    "Silent intervals",
                    "Result"),
                sources.stream().map(SourceCompleteness::row).toList())));
  }
}
