package io.watchword.platform.audit;

import static io.watchword.platform.audit.AuditLogFixture.config;
import static io.watchword.platform.audit.AuditLogFixture.denial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A crash is a copy of the directory of a log that is still open.
class LogRecoveryTest {

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();

  @Test
  void open_afterCrash_hasAllThatWasAppended() throws IOException {
    Path crashed = crashAfter(600);
    reopen(crashed);
    assertThat(denials(crashed)).isEqualTo(600);
    assertValid(crashed);
  }

  @Test
  void open_journalCutAnywhere_hasTheReadablePrefix() throws IOException {
    Path crashed = crashAfter(5);
    byte[] journal = Files.readAllBytes(crashed.resolve("journal"));
    // Nothing but the journal: what it lacks was never signed.
    Files.delete(crashed.resolve("checkpoint"));
    int whole = 16;
    for (int length = 16; length < journal.length; length += 7) {
      Path cut = copy(crashed, folder.resolve("cut-" + length));
      Files.write(cut.resolve("journal"), Arrays.copyOf(journal, length));
      reopen(cut);
      assertThat(denials(cut)).isLessThanOrEqualTo(5);
      assertValid(cut);
      whole = length;
    }
    assertThat(whole).isGreaterThan(16);
  }

  @Test
  void open_journalCutBeforeTheCheckpoint_goesOnFromTheTiles() throws IOException {
    Path crashed = crashAfter(300);
    byte[] journal = Files.readAllBytes(crashed.resolve("journal"));
    Files.write(crashed.resolve("journal"), Arrays.copyOf(journal, journal.length / 2));
    reopen(crashed);
    assertThat(denials(crashed)).isEqualTo(300);
    assertValid(crashed);
  }

  @Test
  void open_checkpointOfFewerRecords_isRefused() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 300);
    byte[] old = Files.readAllBytes(log.resolve("checkpoint"));
    AuditLogFixture.write(log, 300);
    Files.write(log.resolve("checkpoint"), old);
    Files.delete(log.resolve("tile/0/002.p/88"));
    assertThatThrownBy(() -> reopen(log)).isInstanceOf(AuditLogRefusedException.class);
  }

  @Test
  void open_recordAltered_isRefusedNamingIt() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 300);
    flip(log.resolve("tile/entries/000"), 40);
    assertThatThrownBy(() -> reopen(log))
        .isInstanceOf(AuditLogRefusedException.class)
        .hasMessage(
            "platform/audit-record-altered: record 0 does not have the hash that the tree has for"
                + " it");
  }

  @Test
  void open_treeAltered_isRefused() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 300);
    flip(log.resolve("tile/0/001.p/44"), 40);
    assertThatThrownBy(() -> reopen(log))
        .isInstanceOf(AuditLogRefusedException.class)
        .hasMessage(
            "platform/audit-tree-mismatch: `%s` is not the tree of 300 records that its checkpoint"
                + " signs",
            log);
  }

  @Test
  void open_journalAltered_isRefused() throws IOException {
    Path crashed = crashAfter(20);
    // With a right checksum: not a torn write.
    Journal.Content content = Journal.read(crashed.resolve("journal")).orElseThrow();
    List<byte[]> entries = new ArrayList<>(content.entries());
    entries.set(3, RecordJson.write(denial(99), FakeClock.START));
    Journal.create(
            crashed.resolve("journal"),
            new Journal.Content(content.start(), entries),
            JournalFile::open)
        .close();
    assertThatThrownBy(() -> reopen(crashed))
        .isInstanceOf(AuditLogRefusedException.class)
        .hasMessageStartingWith("platform/audit-tree-mismatch: ");
  }

  @Test
  void open_checkpointGone_isRefused() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 3);
    Files.delete(log.resolve("checkpoint"));
    assertThatThrownBy(() -> reopen(log))
        .isInstanceOf(AuditLogRefusedException.class)
        .hasMessage("platform/audit-checkpoint-missing: `%s` holds records and no checkpoint", log);
  }

  @Test
  void open_nameOfAnotherLog_isRefused() {
    Path log = AuditLogFixture.write(folder.resolve("log"), 3);
    AuditLogConfig other = AuditLogConfig.of(log, "proxy-2", "proxy", "example.org");
    assertThatThrownBy(() -> FileAuditLog.open(other, clock))
        .isInstanceOf(AuditLogRefusedException.class)
        .hasMessage(
            "platform/audit-key-invalid: the log is `watchword/example.org/proxy-1` (expected:"
                + " `watchword/example.org/proxy-2`)");
  }

  private Path crashAfter(int denials) throws IOException {
    Path running = folder.resolve("running");
    try (FileAuditLog log = FileAuditLog.open(config(running), clock)) {
      for (int i = 0; i < denials; i++) {
        log.offer(denial(i));
      }
      log.flush();
      return copy(running, folder.resolve("crashed"));
    }
  }

  private void reopen(Path directory) {
    FileAuditLog.open(config(directory), clock).close();
  }

  private static long denials(Path directory) {
    return AuditLogReader.read(directory)
        .filter(e -> e.record().getClass().getSimpleName().equals("Denial"))
        .count();
  }

  private static void assertValid(Path directory) {
    assertThat(AuditVerifier.verify(directory, Optional.empty(), Optional.empty()).problem())
        .isEmpty();
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }
}
