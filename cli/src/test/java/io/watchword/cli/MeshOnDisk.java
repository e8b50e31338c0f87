package io.watchword.cli;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.TrafficRecord.Connection;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.cli.running.MeshFile;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The state folder of a mesh with the logs of a CA and a proxy in it.
public final class MeshOnDisk {

  private final Path folder;
  private final FakeClock clock = FakeClock.start();

  public MeshOnDisk(Path folder) throws IOException {
    this.folder = folder;
    write("ca");
    write("proxy", connection("not-tls"));
    new MeshDirectory(folder)
        .write(
            new MeshFile(
                1,
                "example.org",
                "trust.pem",
                new MeshFile.Ca(2, "unix:ca.sock", "127.0.0.1:1", "http://127.0.0.1:2"),
                List.of(),
                List.of(),
                List.of(),
                List.of("audit/ca-1", "audit/proxy-1")));
  }

  public String path() {
    return folder.toString();
  }

  public Path log(String role) {
    return folder.resolve("audit").resolve(role + "-1");
  }

  /// One run of the process in `role`.
  public void write(String role, AuditRecord... records) {
    AuditLogConfig config =
        new AuditLogConfig(
            log(role),
            role + "-1",
            role,
            "example.org",
            Map.of(),
            Duration.ofSeconds(1),
            Duration.ofDays(1),
            100);
    try (FileAuditLog log = FileAuditLog.open(config, clock)) {
      for (AuditRecord record : records) {
        clock.advance(Duration.ofSeconds(1));
        log.append(record);
      }
    }
  }

  /// Changes a byte of the proxy's record that holds `text`.
  public void alterProxy(String text) throws IOException {
    Path tile = log("proxy").resolve("tile/entries/000.p");
    try (var files = Files.list(tile)) {
      Path file = files.findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text)] ^= 1;
      Files.delete(file);
      Files.write(file, bytes);
    }
  }

  /// A rejected connection.
  public static Connection connection(String cause) {
    return new Connection(
        "c-1",
        "inbound",
        "orders-in",
        "orders",
        "spiffe://example.org/orders",
        "",
        "10.0.0.7:1",
        "rejected",
        cause,
        false,
        "",
        "",
        "",
        "",
        "",
        "",
        "");
  }
}
