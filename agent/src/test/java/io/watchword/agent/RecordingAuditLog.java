package io.watchword.agent;

import io.watchword.api.record.AuditRecord;
import io.watchword.platform.audit.AuditLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An audit log in memory. Thread-safe.
final class RecordingAuditLog implements AuditLog {

  final List<AuditRecord> records = new CopyOnWriteArrayList<>();

  @Override
  public void append(AuditRecord record) {
    records.add(record);
  }

  @Override
  public void offer(AuditRecord record) {
    records.add(record);
  }

  @Override
  public long written() {
    return records.size();
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {
    // Nothing to close.
  }
}
