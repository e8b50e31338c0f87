package io.watchword.compliance.control;

import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.Status;
import java.util.List;

/// One objective, with what its measures came to.
///
/// @param measures in the order of the mapping
/// @param reasons why it is not met, one sentence each; empty if it is
public record AssessedObjective(
    MappedControl control,
    MappedObjective objective,
    Status status,
    List<Measure> measures,
    List<String> reasons) {

  public AssessedObjective {
    measures = List.copyOf(measures);
    reasons = List.copyOf(reasons);
  }

  /// The numbers it rests on: `E01 12 of 12 (100 %)`.
  public String numbers() {
    return String.join(
        "; ", measures.stream().map(measure -> measure.id() + " " + measure.value()).toList());
  }
}
