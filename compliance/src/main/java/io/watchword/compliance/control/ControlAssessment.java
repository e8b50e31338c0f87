package io.watchword.compliance.control;

import io.watchword.compliance.measure.AssessedMeasures;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.Status;
import java.util.ArrayList;
import java.util.List;

/// Puts measures and mapping together. An exception in one measure is one of the objective; without
/// data there is no verdict; and an objective that rests on a log with a gap is never met.
public final class ControlAssessment {

  private final AssessedMeasures measures;

  private ControlAssessment(AssessedMeasures measures) {
    this.measures = measures;
  }

  /// Every objective of `mapping`, in its order.
  public static List<AssessedObjective> assess(ControlMapping mapping, AssessedMeasures measures) {
    ControlAssessment assessment = new ControlAssessment(measures);
    List<AssessedObjective> assessed = new ArrayList<>();
    for (MappedControl control : mapping.controls()) {
      for (MappedObjective objective : control.objectives()) {
        assessed.add(assessment.assess(control, objective));
      }
    }
    return List.copyOf(assessed);
  }

  private AssessedObjective assess(MappedControl control, MappedObjective objective) {
    List<Measure> relied = objective.measures().stream().map(this::measure).toList();
    List<String> reasons = new ArrayList<>();
    boolean exceptions = false;
    boolean noData = false;
    for (Measure measure : relied) {
      List<String> gapped = measures.gappedSourcesOf(measure);
      switch (measure.status()) {
        case MET -> {}
        case EXCEPTIONS -> {
          exceptions = true;
          reasons.add(measure.id() + " has " + counted(measure.exceptions().size()));
        }
        case NO_DATA -> {
          noData = true;
          reasons.add(measure.id() + " has no data in the period");
        }
        case NOT_ASSESSABLE -> {
          noData = true;
          reasons.add(measure.id() + " can not be assessed");
        }
      }
      if (measure.status() == Status.MET && !gapped.isEmpty()) {
        exceptions = true;
        reasons.add(measure.id() + " relies on a log with a gap: " + String.join(", ", gapped));
      }
    }
    return new AssessedObjective(
        control, objective, status(relied, exceptions, noData), relied, reasons);
  }

  private static Status status(List<Measure> relied, boolean exceptions, boolean noData) {
    if (relied.isEmpty()) {
      return Status.NOT_ASSESSABLE;
    }
    if (exceptions) {
      return Status.EXCEPTIONS;
    }
    return noData ? Status.NO_DATA : Status.MET;
  }

  private Measure measure(String id) {
    return measures
        .find(id)
        .orElseThrow(() -> new IllegalStateException("the mapping names measure `" + id + "`"));
  }

  private static String counted(int exceptions) {
    return exceptions == 1 ? "1 exception" : exceptions + " exceptions";
  }
}
