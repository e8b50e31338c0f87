package io.watchword.platform.audit;

import io.watchword.api.record.ProcessRecord;
import java.util.Map;
import java.util.TreeMap;

/// What a log says about its own process. No state.
final class ProcessRecords {

  private ProcessRecords() {}

  static ProcessRecord start(AuditLogConfig config) {
    Map<String, String> versions = new TreeMap<>(config.versions());
    versions.putIfAbsent("java", Runtime.version().toString());
    versions.putIfAbsent(
        "os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return new ProcessRecord.ProcessStart(
        config.source(),
        config.role(),
        config.trustDomain(),
        ProcessHandle.current().pid(),
        versions);
  }
}
