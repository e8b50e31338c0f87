package io.watchword.agent.attestation.unix;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.agent.attestation.ProcessTable;
import io.watchword.tests.kit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableDigestsTest {

  @TempDir Path folder;
  private Path program;
  private ExecutableDigests digests;

  @BeforeEach
  void build() throws Exception {
    program = Files.writeString(folder.resolve("program"), "first");
    closeToOthers(program);
    digests = later();
  }

  @AfterEach
  void close() {
    digests.close();
  }

  @Test
  void sha256_program_isThatOfItsBytes() throws Exception {
    assertThat(digests.sha256(program)).contains(digest("first"));
    assertThat(digests.kept()).isEqualTo(1);
    assertThat(digests.sha256(program)).contains(digest("first"));
  }

  @Test
  void sha256_programWrittenTo_isMeasuredAgain() throws Exception {
    assertThat(digests.sha256(program)).contains(digest("first"));

    Files.writeString(program, "other", StandardOpenOption.WRITE);

    assertThat(digests.sha256(program)).contains(digest("other"));
  }

  @Test
  void sha256_writtenToWithItsTimePutBack_isMeasuredAgain() throws Exception {
    FileTime before = Files.getLastModifiedTime(program);
    assertThat(digests.sha256(program)).contains(digest("first"));

    Files.writeString(program, "other", StandardOpenOption.WRITE);
    Files.setLastModifiedTime(program, before);

    assertThat(digests.sha256(program)).contains(digest("other"));
  }

  @Test
  void sha256_programThatOthersMayWrite_isNeverKept() throws Exception {
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(digests.sha256(program)).contains(digest("first"));
    assertThat(digests.kept()).isZero();
  }

  @Test
  void sha256_programChangedJustNow_isNotKept() throws Exception {
    digests.close();
    digests = new ExecutableDigests(1024, Duration.ofSeconds(5), Instant::now);
    Files.writeString(program, "other", StandardOpenOption.WRITE);

    assertThat(digests.sha256(program)).contains(digest("other"));
    assertThat(digests.kept()).isZero();
  }

  @Test
  void sha256_programLargerThanTheLimit_isNotTold() throws Exception {
    Files.write(program, new byte[1025]);

    assertThat(digests.sha256(program)).isEmpty();
  }

  @Test
  void sha256_noProgram_isNotTold() {
    assertThat(digests.sha256(folder.resolve("none"))).isEmpty();
    assertThat(digests.sha256(folder)).isEmpty();
  }

  @Test
  void sha256_programThatHangs_isNotTold() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    digests.close();
    digests = new ExecutableDigests(1024, Duration.ofMillis(100), Instant::now);

    assertThat(digests.sha256(pipe)).isEmpty();
    // Whoever opens the other end lets the reader go.
    Files.newOutputStream(pipe).close();
  }

  @Test
  void sha256_runningProgramThatWasDeleted_isThatOfWhatRuns() throws Exception {
    Path copy = folder.resolve("sleeper");
    Files.copy(Path.of("/bin/sleep").toRealPath(), copy);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
    byte[] bytes = Files.readAllBytes(copy);
    digests.close();
    digests = new ExecutableDigests(64 << 20, Duration.ofSeconds(5), Instant::now);
    Process process = new ProcessBuilder(copy.toString(), "60").start();
    try {
      Files.delete(copy);
      Files.writeString(copy, "something else under the same name");
      ProcessTable processes = new ProcessTable(Path.of("/proc"));

      assertThat(digests.sha256(processes.executableFile((int) process.pid())))
          .contains(digest(bytes));
    } finally {
      process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  private static ExecutableDigests later() {
    FakeClock clock = FakeClock.at(Instant.now().plusSeconds(60));
    return new ExecutableDigests(1024, Duration.ofSeconds(5), clock);
  }

  private static void closeToOthers(Path file) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String digest(String text) throws Exception {
    return digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
