package io.watchword.compliance.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What to report on, and where to write it.
///
/// @param logs folders of audit logs
/// @param out folder to write to; made if it is not there
/// @param from start of the period; all of the logs if absent
/// @param to end of the period
/// @param previous folder of the report before: its checkpoints must be in the logs
public record ReportRequest(
    List<Path> logs,
    Path out,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Path> previous) {

  public ReportRequest {
    logs = List.copyOf(logs);
  }
}
