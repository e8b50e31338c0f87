package io.watchword.platform.audit;

import io.watchword.api.record.AuditRecord;
import java.time.Instant;
import java.util.Arrays;

/// One record as it stands in a log.
///
/// @param index in the log, from 0
/// @param record a [io.watchword.api.record.UnknownRecord] if its type is not known here
/// @param raw the JSON that the tree has the hash of
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode are written for it
public record AuditEntry(long index, Instant time, AuditRecord record, byte[] raw) {

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditEntry entry
        && index == entry.index
        && Arrays.equals(raw, entry.raw);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(index) * 31 + Arrays.hashCode(raw);
  }
}
