package io.watchword.cli.quickstart;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole tour, as `--output json` shows it.
record QuickstartResult(
    boolean passed,
    List<StepResult> steps,
    @Nullable Rotation rotation,
    @Nullable Report report,
    @Nullable Log log,
    Ca ca,
    Map<String, String> versions,
    double seconds) {

  /// @param connections kept up at once while the root was replaced
  record Rotation(
      boolean ok,
      long requests,
      long failedRequests,
      int connections,
      String oldRoot,
      String newRoot,
      double seconds,
      boolean refusedEarlyRevoke) {}

  /// @param valid its OSCAL document is consistent
  record Report(String html, String oscal, boolean valid) {}

  record Log(boolean checkpointVerified, long records) {}

  record Ca(String backend) {}
}
