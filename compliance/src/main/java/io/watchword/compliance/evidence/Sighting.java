package io.watchword.compliance.evidence;

import io.watchword.api.record.AuditRecord;
import java.time.Instant;

/// One record, and where it stands.
///
/// @param source name of the log, such as `proxy-1`
/// @param index in that log, from 0
public record Sighting<R extends AuditRecord>(String source, long index, Instant time, R record) {

  /// Where to look it up: `proxy-1#812`.
  public String place() {
    return source + "#" + index;
  }
}
