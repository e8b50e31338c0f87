package io.watchword.tests.conformance.spiffe.produced;

import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.Result;

/// Writes findings about one thing that was produced.
///
/// @param part of the suite
/// @param what it is, as the test's name says it
record Finding(Matrix matrix, String part, String what) {

  /// That the rule is kept; else `problem` says how it is not.
  void that(String rules, String aspect, boolean kept, String problem) {
    matrix.check(rules, part, what + ": " + aspect, kept ? "" : problem);
  }

  /// That the rule is kept; else `reason` excuses it.
  void rather(String rules, String aspect, boolean kept, String reason) {
    matrix.add(
        rules,
        part,
        what + ": " + aspect,
        kept ? Result.PASSED : Result.REASONED,
        kept ? "" : reason);
  }
}
