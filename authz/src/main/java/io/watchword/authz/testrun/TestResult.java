package io.watchword.authz.testrun;

import io.watchword.authz.rego.Location;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What came of one test.
///
/// @param packageName such as `data.shop_test`
/// @param cases of a test over several cases: name to whether it passed, in order
/// @param printed what it printed, line by line
/// @param error why there is no verdict
public record TestResult(
    Location at,
    String packageName,
    String name,
    Status status,
    Duration took,
    Map<String, Boolean> cases,
    List<String> printed,
    Optional<String> error) {

  public TestResult {
    printed = List.copyOf(printed);
  }

  /// The verdict.
  public enum Status {
    PASS,
    FAIL,
    /// The evaluation failed: conflicting results, out of time.
    ERROR,
    /// A `todo_` test: counted, not run.
    SKIPPED
  }

  public boolean failed() {
    return status == Status.FAIL || status == Status.ERROR;
  }
}
