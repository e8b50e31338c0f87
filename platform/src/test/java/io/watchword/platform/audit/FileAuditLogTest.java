package io.watchword.platform.audit;

import static io.watchword.platform.audit.AuditLogFixture.config;
import static io.watchword.platform.audit.AuditLogFixture.denial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.PolicyRecord;
import io.watchword.api.record.ProcessRecord;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAuditLogTest {

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.start();

  @Test
  void append_oneRecord_isBetweenTheProcessRecords() {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      log.append(denial(1));
    }
    assertThat(records())
        .extracting(record -> record.getClass().getSimpleName())
        .containsExactly("ProcessStart", "Denial", "Heartbeat", "ProcessStop");
    assertThat(records().get(1)).isEqualTo(denial(1));
    assertThat(records().get(2)).isEqualTo(new ProcessRecord.Heartbeat("proxy-1", 2, 0));
  }

  @Test
  void append_returned_isOnDiskWithoutClose() throws IOException {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      log.append(denial(7));
      assertThat(Journal.read(directory.resolve("journal")).orElseThrow().entries().getLast())
          .isEqualTo(RecordJson.write(denial(7), clock.instant()));
    }
  }

  @Test
  void append_withoutFlush_isSignedSoon() {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      log.append(denial(7));
      Await.until("checkpoint", () -> records().contains(denial(7)));
    }
  }

  @Test
  void offer_untilSigned_takesAboutTheCheckpointInterval() {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      log.offer(denial(7));
      Await.until("checkpoint", () -> records().contains(denial(7)));
    }
  }

  @Test
  void append_manyThreads_allAreWrittenOnce() throws InterruptedException {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        int number = t;
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      for (int i = 0; i < 50; i++) {
                        log.append(denial(number * 50L + i));
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(log.written()).isEqualTo(801);
    }
    assertThat(records()).hasSize(803).doesNotHaveDuplicates();
  }

  @Test
  void open_again_continuesTheTree() {
    AuditLogFixture.write(directory, 300);
    AuditLogFixture.write(directory, 300);
    assertThat(AuditVerifier.verify(directory, Optional.empty(), Optional.empty()))
        .satisfies(verdict -> assertThat(verdict.valid()).isTrue())
        .satisfies(verdict -> assertThat(verdict.size()).isEqualTo(600));
  }

  @Test
  void heartbeat_tenSecondsOn_isWritten() {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      clock.advance(Duration.ofSeconds(10));
      log.append(denial(1));
      Await.until("heartbeat", () -> log.written() == 3);
      log.flush();
      // Before or after the denial: both are due.
      assertThat(records())
          .containsAnyOf(
              new ProcessRecord.Heartbeat("proxy-1", 1, 0),
              new ProcessRecord.Heartbeat("proxy-1", 2, 0));
    }
  }

  @Test
  void offer_queueFull_dropsAndCounts() {
    FlippingDisk disk = new FlippingDisk();
    AuditLogConfig small =
        new AuditLogConfig(
            directory,
            "proxy-1",
            "proxy",
            "example.org",
            Map.of(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            1);
    try (FileAuditLog log = FileAuditLog.open(small, clock, disk)) {
      for (int i = 0; i < 100_000 && log.dropped() == 0; i++) {
        log.offer(denial(i));
      }
      assertThat(log.dropped()).isPositive();
    }
    ProcessRecord.Heartbeat last = (ProcessRecord.Heartbeat) records().get(records().size() - 2);
    assertThat(last.dropped()).isPositive();
  }

  @Test
  void append_diskFull_isRefusedAndRecovers() {
    FlippingDisk disk = new FlippingDisk();
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock, disk)) {
      disk.fill();
      assertThatThrownBy(() -> log.append(denial(1)))
          .isInstanceOf(AuditUnavailableException.class)
          .hasMessage(
              "platform/audit-unavailable: audit log `%s` can not be written: No space left on"
                  + " device",
              directory);
      disk.empty();
      log.append(denial(2));
    }
    assertThat(records()).contains(denial(2)).doesNotContain(denial(1));
  }

  @Test
  void offer_diskFull_isCounted() {
    FlippingDisk disk = new FlippingDisk();
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock, disk)) {
      disk.fill();
      log.offer(denial(1));
      Await.until("the drop", () -> log.dropped() == 1);
      disk.empty();
    }
    assertThat(records()).contains(new ProcessRecord.Heartbeat("proxy-1", 1, 1));
  }

  @Test
  void append_recordTooLarge_isRefused() {
    PolicyRecord large = new PolicyRecord.PolicyRefused(List.of("x".repeat(70_000)));
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      assertThatThrownBy(() -> log.append(large))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("record `PolicyRefused` takes 70074 bytes (expected: <= 65535)");
    }
  }

  @Test
  void append_afterClose_isRefused() {
    FileAuditLog log = FileAuditLog.open(config(directory), clock);
    log.close();
    assertThatThrownBy(() -> log.append(denial(1)))
        .isInstanceOf(AuditUnavailableException.class)
        .hasMessage("platform/audit-unavailable: the audit log is closed");
  }

  @Test
  void open_whileOpen_isRefused() {
    try (FileAuditLog log = FileAuditLog.open(config(directory), clock)) {
      assertThatThrownBy(() -> FileAuditLog.open(config(directory), clock))
          .isInstanceOf(AuditLogRefusedException.class)
          .hasMessage("platform/audit-in-use: `%s` is written by another process", directory);
      log.append(denial(1));
    }
  }

  @Test
  void open_newLog_keepsTheKeyPrivate() throws IOException {
    AuditLogFixture.write(directory, 3);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("key"))))
        .isEqualTo("rw-------");
  }

  private List<AuditRecord> records() {
    return AuditLogReader.read(directory).map(AuditEntry::record).toList();
  }
}
