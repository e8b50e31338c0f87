package io.watchword.cli.quickstart;

/// One step of the tour, as `--output json` shows it.
///
/// @param expected what had to come back
/// @param observed what came back over the socket
/// @param reason what the proxy recorded: `allowed`, `denied`, `no-certificate`, `untrusted`,
///   `expired`, `not-tls` …
/// @param rule `file:line` of the rule that decided; empty where none did
/// @param ms how long it took, milliseconds
record StepResult(
    String name,
    boolean ok,
    String expected,
    String observed,
    String reason,
    String rule,
    String decisionId,
    double ms) {

  StepResult {
    ms = Math.round(ms * 10) / 10.0;
  }

  /// A step that could not even be tried.
  static StepResult failed(String name, String expected, Exception problem) {
    return new StepResult(
        name, false, expected, "not tried: " + problem.getMessage(), "error", "", "", 0);
  }

  StepResult withRule(String decidedBy) {
    return new StepResult(name, ok, expected, observed, reason, decidedBy, decisionId, ms);
  }
}
