package io.watchword.compliance.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// A measure of one period.
///
/// @param statement the number in a sentence
/// @param exceptions all of them, in the order of time
public record Measure(
    MeasureDefinition definition,
    Status status,
    long numerator,
    long denominator,
    String statement,
    List<ReportedException> exceptions,
    List<MeasureTable> tables) {

  public Measure {
    exceptions = List.copyOf(exceptions);
    tables = List.copyOf(tables);
    if (status == Status.MET && !exceptions.isEmpty()) {
      throw new IllegalArgumentException("`" + definition.id() + "` is met, with exceptions");
    }
  }

  /// Met where something was measured and nothing speaks against it.
  static Status statusOf(long denominator, List<ReportedException> exceptions) {
    if (!exceptions.isEmpty()) {
      return Status.EXCEPTIONS;
    }
    return denominator == 0 ? Status.NO_DATA : Status.MET;
  }

  /// Id of its definition.
  public String id() {
    return definition.id();
  }

  /// `812 of 812 (100 %)`. Rounded down, so that only all of them are 100 %.
  public String value() {
    if (denominator == 0) {
      return "no data";
    }
    BigDecimal percent =
        BigDecimal.valueOf(numerator)
            .multiply(BigDecimal.valueOf(100))
            .divide(BigDecimal.valueOf(denominator), 2, RoundingMode.DOWN)
            .stripTrailingZeros();
    return numerator + " of " + denominator + " (" + percent.toPlainString() + " %)";
  }
}
