package io.watchword.tests.integration.kit;

import io.watchword.api.record.AuditRecord;
import io.watchword.platform.audit.AuditEntry;
import io.watchword.platform.audit.AuditLogException;
import io.watchword.platform.audit.AuditLogReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a process has written into its audit log.
public final class Records {

  private Records() {}

  /// All records of `type`, oldest first; none where the log is just being written.
  public static <T extends AuditRecord> List<T> of(Path log, Class<T> type) {
    try (Stream<AuditEntry> entries = AuditLogReader.read(log)) {
      return entries.map(AuditEntry::record).filter(type::isInstance).map(type::cast).toList();
    } catch (AuditLogException e) {
      // Caught between two checkpoints; the next look sees more.
      return List.of();
    }
  }
}
