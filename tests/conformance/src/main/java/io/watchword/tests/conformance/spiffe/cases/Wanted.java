package io.watchword.tests.conformance.spiffe.cases;

/// What the specification wants a verifier to say.
enum Wanted {
  /// Yes.
  ACCEPT,
  /// No.
  REFUSE,
  /// Yes, although a no has its reason.
  RATHER_ACCEPT,
  /// No, although a yes has its reason.
  RATHER_REFUSE,
  /// Yes, and it has to say what it read: otherwise nothing is shown.
  TELL,
  /// Either; what it says it read counts.
  EITHER
}
