package io.watchword.authz.testrun;

import io.watchword.authz.testrun.TestResult.Status;
import java.util.List;
import java.util.Optional;

/// What came of all tests, in order of their files and lines.
public record TestReport(List<TestResult> results, Optional<Coverage> coverage) {

  public TestReport {
    results = List.copyOf(results);
  }

  public long count(Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  public boolean passed() {
    return results.stream().noneMatch(TestResult::failed);
  }
}
