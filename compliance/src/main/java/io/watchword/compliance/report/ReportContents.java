package io.watchword.compliance.report;

import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.control.ControlMapping;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.measure.AssessedMeasures;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.Status;
import java.util.List;
import java.util.Optional;

/// All that a report says, before it has a form.
///
/// @param previous manifest of the report before, where one was given
record ReportContents(
    String toolVersion,
    Evidence evidence,
    AssessedMeasures measures,
    List<AssessedObjective> objectives,
    ControlMapping mapping,
    Optional<Manifest> previous) {

  long objectivesWith(Status status) {
    return objectives.stream().filter(assessed -> assessed.status() == status).count();
  }

  long exceptions() {
    return measures.all().stream().mapToLong(measure -> measure.exceptions().size()).sum();
  }

  /// What the report before said of `measure`.
  Optional<Manifest.Result> before(Measure measure) {
    return previous.flatMap(
        manifest ->
            manifest.measures().stream()
                .filter(result -> result.id().equals(measure.id()))
                .findFirst());
  }
}
