package io.watchword.cli.audit;

import io.watchword.platform.audit.AuditVerdict;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One log in the answer of `audit verify`.
///
/// @param log the folder's name
/// @param records that the checkpoint signs
/// @param problem the first thing wrong; absent if nothing is
/// @param record index of the first bad record, where one can be named
record VerifiedLog(
    String log,
    Path folder,
    boolean valid,
    String origin,
    long records,
    String rootHash,
    @Nullable String problem,
    @Nullable Long record) {

  static VerifiedLog of(Path folder, AuditVerdict verdict) {
    return new VerifiedLog(
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        folder,
        verdict.valid(),
        verdict.origin(),
        verdict.size(),
        verdict.rootHash(),
        verdict.problem().orElse(null),
        verdict.recordIndex().isPresent() ? verdict.recordIndex().getAsLong() : null);
  }
}
