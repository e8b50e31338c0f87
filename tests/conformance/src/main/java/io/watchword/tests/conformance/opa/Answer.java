package io.watchword.tests.conformance.opa;

import io.watchword.authz.value.Value;
import java.util.List;
import java.util.stream.Collectors;

/// What came of a case.
sealed interface Answer {

  /// A result set.
  record Results(List<Value> rows) implements Answer {
    public Results {
      rows = List.copyOf(rows);
    }
  }

  /// Refused or failed.
  ///
  /// @param stage `parse`, `compile`, `query` or `eval`
  record Refused(String stage, List<Problem> problems) implements Answer {
    public Refused {
      problems = List.copyOf(problems);
    }

    String text() {
      return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
  }

  /// Neither: a fault of ours.
  record Broken(Throwable cause) implements Answer {}
}
