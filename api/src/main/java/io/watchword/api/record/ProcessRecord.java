package io.watchword.api.record;

import java.util.Map;

/// What every role writes about itself.
public sealed interface ProcessRecord extends AuditRecord {

  /// First record of each run.
  ///
  /// @param source name of the log, such as `proxy-1`
  /// @param versions `watchword`, `java`, `os` and the role's main libraries
  @AuditRecordType("process-start")
  record ProcessStart(
      String source, String role, String trustDomain, long pid, Map<String, String> versions)
      implements ProcessRecord {}

  /// Every 10 s and at the end: what the source knows of its own completeness.
  ///
  /// @param written records appended in this run before this one
  /// @param dropped records dropped in this run because the bounded queue was full
  @AuditRecordType("heartbeat")
  record Heartbeat(String source, long written, long dropped) implements ProcessRecord {}

  /// Last record of an orderly run. A `process-start` that follows none was preceded by a crash.
  @AuditRecordType("process-stop")
  record ProcessStop(String source, String reason) implements ProcessRecord {}
}
