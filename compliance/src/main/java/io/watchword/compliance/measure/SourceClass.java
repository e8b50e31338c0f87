package io.watchword.compliance.measure;

/// How a number came about: auditors weigh these differently.
public enum SourceClass {
  OBSERVED("O", "observed on the wire"),
  DERIVED("D", "derived by recomputation"),
  SELF_REPORTED("S", "self-report of our process"),
  THIRD_PARTY("T", "answer of a third party");

  private final String letter;
  private final String words;

  SourceClass(String letter, String words) {
    this.letter = letter;
    this.words = words;
  }

  /// `O`, `D`, `S` or `T`.
  public String letter() {
    return letter;
  }

  /// In words.
  public String words() {
    return words;
  }
}
