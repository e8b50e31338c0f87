package io.watchword.compliance.report;

import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.evidence.Period;
import io.watchword.compliance.measure.Measure;
import java.nio.file.Path;
import java.util.List;

/// A report that was written.
///
/// @param records in the period
public record GeneratedReport(
    Path html,
    Path oscal,
    Path manifest,
    Period period,
    long records,
    List<LogEvidence> logs,
    List<Measure> measures,
    List<AssessedObjective> objectives) {

  public GeneratedReport {
    logs = List.copyOf(logs);
    measures = List.copyOf(measures);
    objectives = List.copyOf(objectives);
  }

  /// Whether each log is what its key signed. A report over one that is not is written all the
  /// same, says so on its first page, and makes the command fail.
  public boolean isIntact() {
    return logs.stream().allMatch(LogEvidence::isIntact);
  }
}
