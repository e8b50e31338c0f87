package io.watchword.tests.conformance.spiffe.matrix;

/// What came of one test, or of one rule.
public enum Result {
  /// It does what the rule asks.
  PASSED("passed"),
  /// It does not.
  FAILED("failed"),
  /// It does not, on purpose, and the reason is given.
  REASONED("differs, with a reason"),
  /// The implementation has nothing to which the rule applies, or did not show it.
  NOT_APPLICABLE("not applicable"),
  /// The part of the suite that tests it was not asked for.
  NOT_RUN("not run"),
  /// Nothing outside of an implementation shows whether it keeps the rule.
  UNTESTABLE("not testable from outside");

  private final String text;

  Result(String text) {
    this.text = text;
  }

  /// For people.
  public String text() {
    return text;
  }
}
