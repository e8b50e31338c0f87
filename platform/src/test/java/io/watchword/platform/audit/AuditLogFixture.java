package io.watchword.platform.audit;

import io.watchword.api.record.TrafficRecord;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Logs for tests.
final class AuditLogFixture {

  private AuditLogFixture() {}

  static AuditLogConfig config(Path directory) {
    return AuditLogConfig.of(directory, "proxy-1", "proxy", "example.org");
  }

  static TrafficRecord.Denial denial(long number) {
    return new TrafficRecord.Denial(
        "d-" + number,
        "request",
        "c-1",
        "spiffe://example.org/ns/shop/sa/web",
        "spiffe://example.org/ns/shop/sa/orders",
        "orders",
        "deny",
        "policies/orders.yaml:12",
        "orders-deny",
        "no rule allows it",
        "",
        "sha256:00",
        Map.of("request.method", "GET"));
  }

  /// A log of exactly `size` records, cleanly closed: those of the process and as many denials as
  /// it takes.
  static Path write(Path directory, int size) {
    try (FileAuditLog log = FileAuditLog.open(config(directory), FakeClock.start())) {
      // process-start, heartbeat and process-stop are the log's own.
      for (int i = 0; i < size - 3; i++) {
        log.offer(denial(i));
      }
      log.flush();
    }
    return directory;
  }

  /// A log of `size` records without a process around it, for sizes that no process leaves.
  static Path writeBare(Path directory, int size) throws IOException {
    Files.createDirectories(directory);
    LogKey key = LogKey.openOrCreate(directory, config(directory).origin());
    LogStore store = LogStore.open(directory, key, JournalFile::open);
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      batch.add(RecordJson.write(denial(i), FakeClock.START));
      if (batch.size() == 1_000) {
        store.append(batch);
        store.publish();
        batch.clear();
      }
    }
    store.append(batch);
    store.close();
    return directory;
  }
}
