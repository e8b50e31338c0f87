package io.watchword.compliance.evidence;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What to read.
///
/// @param logs folders of audit logs
/// @param from start of the period; the oldest record's second if absent
/// @param to end of the period; the second after the newest record if absent
/// @param earlierCheckpoints by origin, the checkpoints that these logs must contain
public record EvidenceRequest(
    List<Path> logs,
    Optional<Instant> from,
    Optional<Instant> to,
    Map<String, String> earlierCheckpoints) {

  public EvidenceRequest {
    logs = List.copyOf(logs);
    earlierCheckpoints = Map.copyOf(earlierCheckpoints);
  }
}
