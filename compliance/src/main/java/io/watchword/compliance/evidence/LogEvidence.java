package io.watchword.compliance.evidence;

import io.watchword.api.record.AuditRecord;
import java.util.List;
import java.util.Optional;

/// One audit log as it was found.
///
/// @param source name of the log, such as `proxy-1`; the folder's name where the log does not say
/// @param role `ca`, `agent`, `authz`, `proxy`; empty where the log does not say
/// @param origin first line of its checkpoints; empty where the checkpoint can not be trusted
/// @param vkey its verifier key as it lies beside the log; empty for none
/// @param checkpoint the signed note that covers the records below; empty for none
/// @param size records that the checkpoint covers
/// @param rootHash Merkle root in base64, as in the checkpoint
/// @param problem why the log can not be relied on; its records are then left out
/// @param records those that the checkpoint covers, in order
public record LogEvidence(
    String source,
    String role,
    String trustDomain,
    String origin,
    String vkey,
    String checkpoint,
    long size,
    String rootHash,
    Optional<String> problem,
    List<Sighting<AuditRecord>> records) {

  public LogEvidence {
    records = List.copyOf(records);
  }

  /// Whether hashes, signatures and history are right.
  public boolean isIntact() {
    return problem.isEmpty();
  }
}
