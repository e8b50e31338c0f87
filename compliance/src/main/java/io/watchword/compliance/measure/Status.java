package io.watchword.compliance.measure;

/// What a measure or an objective comes to. There is no "almost".
public enum Status {
  /// Measured, and nothing spoke against it.
  MET("met"),
  /// Measured, and something spoke against it; the exceptions say what.
  EXCEPTIONS("exceptions"),
  /// The period holds nothing to measure.
  NO_DATA("no data"),
  /// A mesh can not measure it.
  NOT_ASSESSABLE("not assessable");

  private final String words;

  Status(String words) {
    this.words = words;
  }

  /// As it stands in reports.
  public String words() {
    return words;
  }
}
