package io.watchword.compliance;

import io.watchword.api.record.AuditRecord;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Audit logs on disk, written by the code that writes them in a mesh.
public final class MeshLogs {

  private final Path folder;
  private final FakeClock clock = FakeClock.start();
  private final List<Path> logs = new ArrayList<>();

  public MeshLogs(Path folder) {
    this.folder = folder;
  }

  /// The logs of a small mesh in which all went well.
  public static MeshLogs allWell(Path folder) {
    return new MeshLogs(folder)
        .run("authz", TestRecords.inventory("read", "write"))
        .run(
            "proxy",
            TestRecords.mutualTls(),
            TestRecords.rejected("not-tls"),
            TestRecords.allowed("read", 12),
            TestRecords.denial("default", ""));
  }

  /// Lets a process of `role` start, write `records` and stop.
  public MeshLogs run(String role, AuditRecord... records) {
    String source = role + "-1";
    Path directory = folder.resolve(source);
    AuditLogConfig config =
        new AuditLogConfig(
            directory,
            source,
            role,
            "example.org",
            Map.of(),
            Duration.ofSeconds(1),
            // No heartbeat but the last one: the clock is moved by hand.
            Duration.ofDays(1),
            100);
    try (FileAuditLog log = FileAuditLog.open(config, clock)) {
      for (AuditRecord record : records) {
        clock.advance(Duration.ofSeconds(1));
        log.append(record);
      }
    }
    if (!logs.contains(directory)) {
      logs.add(directory);
    }
    return this;
  }

  /// Folders of the logs, in the order of writing.
  public List<Path> folders() {
    return List.copyOf(logs);
  }

  /// Changes one byte of the first record that holds `text` in the log of `role`.
  public MeshLogs alter(String role, String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(role + "-1").resolve("tile/entries"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, text);
        if (at >= 0) {
          bytes[at] ^= 1;
          file.toFile().setWritable(true);
          Files.write(file, bytes);
          return this;
        }
      }
    }
    throw new IllegalStateException("no record holds " + text);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
