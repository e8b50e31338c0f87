package io.watchword.ca;

import io.watchword.api.record.AuditRecord;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.audit.AuditUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An audit log in memory, which can be told to refuse. Thread-safe.
public final class MemoryAuditLog implements AuditLog {
  private final List<AuditRecord> records = new CopyOnWriteArrayList<>();
  private volatile boolean refuses;

  /// What was written, in order.
  public List<AuditRecord> records() {
    return List.copyOf(records);
  }

  /// The records of one type.
  public <T extends AuditRecord> List<T> records(Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// From now on nothing can be written, or again.
  public void refuse(boolean now) {
    refuses = now;
  }

  @Override
  public void append(AuditRecord record) {
    if (refuses) {
      throw new AuditUnavailableException("the disk is full", new java.io.IOException("full"));
    }
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
  public void close() {}
}
