package io.watchword.compliance.verify;

import java.util.List;

/// What checking a report found.
public record ReportVerdict(List<Check> checks) {

  public ReportVerdict {
    checks = List.copyOf(checks);
  }

  /// How one check ended.
  public enum Outcome {
    OK,
    FAILED,
    /// What it needs is not at hand; the detail says what.
    NOT_CHECKED
  }

  /// @param name what was checked, such as `file report.html`
  /// @param detail why it failed or was not checked; what was found otherwise
  public record Check(String name, Outcome outcome, String detail) {}

  /// Whether nothing failed.
  public boolean isValid() {
    return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
  }
}
