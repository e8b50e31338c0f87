package io.watchword.platform.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// How a process keeps its log.
///
/// @param source name of the log, such as `proxy-1`
/// @param versions of the role and its main libraries, for the `process-start` record
/// @param checkpointInterval how long a written record may stand in no signed checkpoint
/// @param heartbeatInterval how often the log says how many records it wrote and dropped
/// @param queueCapacity how many offered records may wait; more are dropped and counted
public record AuditLogConfig(
    Path directory,
    String source,
    String role,
    String trustDomain,
    Map<String, String> versions,
    Duration checkpointInterval,
    Duration heartbeatInterval,
    int queueCapacity) {

  public AuditLogConfig {
    versions = Map.copyOf(versions);
    if (!checkpointInterval.isPositive() || !heartbeatInterval.isPositive() || queueCapacity < 1) {
      throw new IllegalArgumentException("intervals and queue capacity (expected: > 0)");
    }
    String origin = "watchword/" + trustDomain + "/" + source;
    // signed-note: a key name has no spaces and no plus.
    if (source.isEmpty() || origin.chars().anyMatch(c -> c <= ' ' || c == '+' || c > '~')) {
      throw new IllegalArgumentException(
          "audit log name `" + source + "` (expected: printable ASCII without spaces and `+`)");
    }
  }

  /// The usual intervals: a checkpoint at least every second, a heartbeat every ten, 65,536 waiting
  /// records.
  public static AuditLogConfig of(Path directory, String source, String role, String trustDomain) {
    return new AuditLogConfig(
        directory,
        source,
        role,
        trustDomain,
        Map.of(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        65_536);
  }

  /// The same, telling these versions in the `process-start` record.
  public AuditLogConfig withVersions(Map<String, String> versions) {
    return new AuditLogConfig(
        directory,
        source,
        role,
        trustDomain,
        versions,
        checkpointInterval,
        heartbeatInterval,
        queueCapacity);
  }

  /// First line of every checkpoint, and the name of the log's key.
  public String origin() {
    return "watchword/" + trustDomain + "/" + source;
  }
}
