package io.watchword.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerifierTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 1000, 70_000})
  void verify_untouchedLog_isValid(int size) throws IOException {
    Path log = AuditLogFixture.writeBare(folder.resolve("log"), size);
    AuditVerdict verdict = verify(log);
    assertThat(verdict.problem()).isEmpty();
    assertThat(verdict.size()).isEqualTo(size);
    assertThat(verdict.origin()).isEqualTo("watchword/example.org/proxy-1");
  }

  @Test
  void verify_emptyLog_hasTheRootOfRfc6962() throws IOException {
    Path log = AuditLogFixture.writeBare(folder.resolve("log"), 0);
    assertThat(verify(log).rootHash()).isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  }

  @Test
  void verify_anyByteOfASmallLogFlipped_isRefused() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 4);
    for (Path file :
        List.of(
            path(log, "checkpoint"),
            path(log, "tile/0/000.p/4"),
            path(log, "tile/entries/000.p/4"))) {
      byte[] good = Files.readAllBytes(file);
      for (int at = 0; at < good.length; at++) {
        flip(file, good, at);
        assertThat(verify(log).valid()).as("%s, byte %d", file, at).isFalse();
      }
      Files.write(file, good);
    }
    assertThat(verify(log).valid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "tile/entries/000, 5, 0",
    "tile/entries/002, 5, 512",
    "tile/entries/003.p/232, 1, 768",
    "tile/0/001, 40, 257",
    "tile/0/003.p/232, 0, 768",
    "tile/1/000.p/3, 3, 0",
    "tile/1/000.p/3, 95, 512",
  })
  void verify_byteFlipped_namesTheRecord(String file, int at, long record) throws IOException {
    Path log = AuditLogFixture.writeBare(folder.resolve("log"), 1_000);
    flip(path(log, file), Files.readAllBytes(path(log, file)), at);
    assertThat(verify(log).recordIndex()).isEqualTo(OptionalLong.of(record));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tile/0/000.p/4", "tile/entries/000.p/4"})
  void verify_bytesAdded_isRefused(String file) throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 4);
    byte[] good = Files.readAllBytes(path(log, file));
    Files.write(path(log, file), Arrays.copyOf(good, good.length + 32));
    assertThat(verify(log).valid()).isFalse();
  }

  @Test
  void verify_tileGone_namesItsFirstRecord() throws IOException {
    Path log = AuditLogFixture.writeBare(folder.resolve("log"), 1_000);
    Files.delete(path(log, "tile/entries/001"));
    assertThat(verify(log).problem())
        .contains(
            "platform/audit-tile-missing: `tile/entries/001` is missing, which holds records from"
                + " 256 on");
  }

  @Test
  void verify_olderCheckpointOfTheSameLog_isValid() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 300);
    Path old = Files.copy(path(log, "checkpoint"), folder.resolve("old"));
    AuditLogFixture.write(log, 300);
    assertThat(AuditVerifier.verify(log, Optional.empty(), Optional.of(old)).valid()).isTrue();
  }

  @Test
  void verify_historyRewrittenWithTheSameKey_isRefused() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 300);
    Path old = Files.copy(path(log, "checkpoint"), folder.resolve("old"));
    Path rewritten = Files.createDirectory(folder.resolve("rewritten"));
    Files.copy(path(log, "key"), path(rewritten, "key"));
    Files.copy(path(log, "vkey"), path(rewritten, "vkey"));
    AuditLogFixture.writeBare(rewritten, 500);
    assertThat(AuditVerifier.verify(rewritten, Optional.empty(), Optional.of(old)).problem())
        .contains(
            "platform/audit-history-rewritten: the first 300 records are not those of the older"
                + " checkpoint");
  }

  @Test
  void verify_recordsCutOff_isRefused() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 300);
    Path shorter = Files.copy(path(log, "checkpoint"), folder.resolve("shorter"));
    AuditLogFixture.write(log, 300);
    Path old = Files.copy(path(log, "checkpoint"), folder.resolve("old"));
    Files.delete(path(log, "checkpoint"));
    Files.copy(shorter, path(log, "checkpoint"));
    assertThat(AuditVerifier.verify(log, Optional.empty(), Optional.of(old)).problem())
        .contains(
            "platform/audit-history-rewritten: the log has 300 records, an older checkpoint has"
                + " 600");
  }

  @Test
  void verify_foreignKey_isRefused() {
    Path log = AuditLogFixture.write(folder.resolve("log"), 4);
    Path other = AuditLogFixture.write(folder.resolve("other"), 4);
    assertThat(
            AuditVerifier.verify(log, Optional.of(path(other, "vkey")), Optional.empty()).problem())
        .contains(
            "platform/audit-signature-invalid: checkpoint of `watchword/example.org/proxy-1`: it"
                + " has no signature of this key");
  }

  @Test
  void verify_secondSignatureOfAnotherKey_isPassedOver() throws IOException {
    Path log = AuditLogFixture.write(folder.resolve("log"), 4);
    String note = Files.readString(path(log, "checkpoint"));
    Files.writeString(path(log, "checkpoint"), note + "\u2014 witness.example AAAAAAAAAAAA\n");
    assertThat(verify(log).problem()).isEmpty();
  }

  @Test
  void tidy_cleanLog_hasOnlyThePartialTilesOfItsCheckpoint() throws IOException {
    Path log = folder.resolve("log");
    for (int run = 0; run < 5; run++) {
      AuditLogFixture.write(log, 120);
    }
    try (Stream<Path> files = Files.walk(log.resolve("tile"))) {
      assertThat(files.filter(Files::isRegularFile).map(f -> log.relativize(f).toString()))
          .containsExactlyInAnyOrder(
              "tile/0/000",
              "tile/0/001",
              "tile/0/002.p/88",
              "tile/1/000.p/2",
              "tile/entries/000",
              "tile/entries/001",
              "tile/entries/002.p/88");
    }
  }

  private static AuditVerdict verify(Path log) {
    return AuditVerifier.verify(log, Optional.empty(), Optional.empty());
  }

  private static Path path(Path log, String name) {
    return log.resolve(name);
  }

  private static void flip(Path file, byte[] good, int at) throws IOException {
    byte[] bad = good.clone();
    bad[at] ^= 1;
    Files.write(file, bad);
  }
}
