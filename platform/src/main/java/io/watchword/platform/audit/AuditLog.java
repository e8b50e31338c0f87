package io.watchword.platform.audit;

import io.watchword.api.record.AuditRecord;
import java.util.List;

/// Where a role writes what an auditor would ask about. Implementations are thread-safe.
public interface AuditLog extends AutoCloseable {

  /// Writes a record before its effect: when this returns, the record is on disk. Waits for the
  /// disk, so never on an event loop. Throws [AuditUnavailableException] if it can not be written;
  /// the caller then refuses the effect.
  void append(AuditRecord record);

  /// The same for several records at once: one wait for the disk.
  default void appendAll(List<? extends AuditRecord> records) {
    records.forEach(this::append);
  }

  /// Hands over a record without ever waiting or throwing. When the bounded queue is full the
  /// record is dropped and counted.
  void offer(AuditRecord record);

  /// Records in the log since this process opened it.
  long written();

  /// Records that were offered and not written since this process opened the log.
  long dropped();

  /// Writes what was offered, says so in the log, and stops.
  @Override
  void close();
}
