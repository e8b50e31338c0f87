package io.watchword.compliance.measure;

import io.watchword.compliance.evidence.Evidence;
import java.util.List;
import java.util.Optional;

/// All measures of one period, and which logs have a gap in it.
public final class AssessedMeasures {

  private final List<Measure> measures;
  private final List<SourceCompleteness> sources;

  private AssessedMeasures(List<Measure> measures, List<SourceCompleteness> sources) {
    this.measures = measures;
    this.sources = sources;
  }

  /// Computes each from `evidence`.
  public static AssessedMeasures of(Evidence evidence) {
    List<SourceCompleteness> sources = Completeness.sources(evidence);
    return new AssessedMeasures(
        List.of(
            MtlsCoverage.of(evidence),
            NegotiatedCryptography.of(evidence),
            RejectedConnections.of(evidence),
            RotationEvents.of(evidence),
            Decisions.of(evidence),
            Completeness.of(sources),
            Integrity.of(evidence)),
        sources);
  }

  /// In the order of their ids.
  public List<Measure> all() {
    return measures;
  }

  /// The measure with `id`, where there is such a one.
  public Optional<Measure> find(String id) {
    return measures.stream().filter(measure -> measure.id().equals(id)).findFirst();
  }

  /// Names of the logs that `measure` relies on and that have a gap.
  public List<String> gappedSourcesOf(Measure measure) {
    return sources.stream()
        .filter(source -> !source.gaps().isEmpty())
        .filter(source -> measure.definition().reliesOn(source.log().role()))
        .map(source -> source.log().source())
        .toList();
  }
}
