package io.watchword.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.ProcessRecord.ProcessStop;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordProofTest {

  @TempDir Path log;

  @Test
  void of_everyRecord_leadsToTheRootOfTheCheckpoint() throws IOException {
    // Two hash tiles, the second one not full: 300 records in all.
    write(297);
    for (long index = 0; index < 300; index++) {
      RecordProof proof = RecordProof.of(log, index);
      List<String> parts = List.of(proof.text().split("\n\n", 2));
      List<String> lines = parts.getFirst().lines().toList();
      assertThat(lines.subList(0, 2)).containsExactly("c2sp.org/tlog-proof@v1", "index " + index);
      assertThat(root(index, 300, proof.record(), lines.subList(2, lines.size())))
          .isEqualTo(parts.get(1).lines().skip(2).findFirst().orElseThrow());
    }
  }

  @Test
  void of_record_comesWithItsBytesAndTheSignedCheckpoint() throws IOException {
    write(1);
    RecordProof proof = RecordProof.of(log, 1);
    assertThat(new String(proof.record(), StandardCharsets.UTF_8)).contains("\"reason\":\"r0\"");
    assertThat(proof.text()).endsWith("\n\n" + Files.readString(log.resolve("checkpoint")));
  }

  @Test
  void of_recordThatIsNot_isRefused() {
    write(1);
    for (long index : List.of(-1L, 4L)) {
      assertThatThrownBy(() -> RecordProof.of(log, index))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("there is no record " + index + " (expected: < 4)");
    }
  }

  @Test
  void of_alteredLog_isRefused() throws IOException {
    write(1);
    Path tile = log.resolve("tile/entries/000.p/4");
    byte[] bytes = Files.readAllBytes(tile);
    bytes[10] ^= 1;
    Files.delete(tile);
    Files.write(tile, bytes);
    assertThatThrownBy(() -> RecordProof.of(log, 1)).isInstanceOf(AuditLogRefusedException.class);
  }

  private void write(int records) {
    try (FileAuditLog open =
        FileAuditLog.open(
            AuditLogConfig.of(log, "ca-1", "ca", "example.org"), InstantSource.system())) {
      for (int i = 0; i < records; i++) {
        open.offer(new ProcessStop("ca-1", "r" + i));
      }
    }
  }

  /// RFC 9162 §2.1.3.2, written from the text, without the code under test.
  private static String root(long index, long size, byte[] record, List<String> path) {
    byte[] hash = hash(new byte[] {0}, record);
    long fn = index;
    long sn = size - 1;
    for (String sibling : path) {
      byte[] other = Base64.getDecoder().decode(sibling);
      if ((fn & 1) == 1 || fn == sn) {
        hash = hash(new byte[] {1}, other, hash);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        hash = hash(new byte[] {1}, hash, other);
      }
      fn >>= 1;
      sn >>= 1;
    }
    assertThat(sn).isZero();
    return Base64.getEncoder().encodeToString(hash);
  }

  private static byte[] hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
