package io.watchword.ca.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.FailingDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Lines on disk: chained, recovered, or refused.
@Execution(ExecutionMode.CONCURRENT)
class JournalTest {
  @TempDir Path folder;

  @Test
  void open_afterClose_hasTheLines() {
    append("{\"a\":1}", "{\"b\":2}");

    assertThat(bodies()).containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void open_lastLineCutAtAnyByte_recoversThePrefix() throws Exception {
    append("{\"a\":1}", "{\"b\":2}");
    byte[] whole = Files.readAllBytes(file());
    int first = 65 + "{\"a\":1}".length() + 1;
    for (int length = first; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));

      assertThat(bodies()).as("cut at byte " + length).containsExactly("{\"a\":1}");
    }
  }

  @Test
  void open_cutLine_isGoneFromTheFileAndTheNextFollows() throws Exception {
    append("{\"a\":1}", "{\"b\":2}");
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length - 3));

    append("{\"c\":3}");

    assertThat(bodies()).containsExactly("{\"a\":1}", "{\"c\":3}");
  }

  @Test
  void open_lineInTheMiddleAltered_isRefused() throws Exception {
    append("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
    String altered = Files.readString(file()).replace("{\"b\":2}", "{\"b\":9}");
    Files.writeString(file(), altered);

    assertThatThrownBy(this::bodies)
        .isInstanceOf(JournalException.class)
        .hasMessage("line 2 of journal `" + file() + "` does not follow the line before it");
  }

  @Test
  void open_lineRemoved_isRefused() throws Exception {
    append("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
    List<String> lines = Files.readAllLines(file());
    Files.writeString(file(), lines.get(0) + "\n" + lines.get(2) + "\n" + lines.get(2) + "\n");

    assertThatThrownBy(this::bodies).isInstanceOf(JournalException.class);
  }

  @Test
  void append_fullDisk_isRefusedAndTheFileStaysReadable() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Journal journal = Journal.open(file(), disk)) {
      journal.append("{\"a\":1}");
      disk.full(true);

      assertThatThrownBy(() -> journal.append("{\"b\":2}"))
          .isInstanceOf(JournalException.class)
          .hasMessage("journal `" + file() + "` cannot be written: No space left on device");
      assertThat(journal.problem()).contains("No space left on device");

      disk.full(false);
      journal.append("{\"c\":3}");
      assertThat(journal.problem()).isEmpty();
    }
    assertThat(bodies()).containsExactly("{\"a\":1}", "{\"c\":3}");
  }

  @Test
  void append_manyWriters_allAreThereOnce() throws Exception {
    try (Journal journal = Journal.open(file(), JournalFiles.onDisk());
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 500)
          .forEach(i -> writers.execute(() -> journal.append("{\"i\":" + i + "}")));
    }
    assertThat(bodies())
        .hasSize(500)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 500).mapToObj(i -> "{\"i\":" + i + "}").toList());
  }

  @Test
  void append_afterClose_isRefused() {
    Journal journal = Journal.open(file(), JournalFiles.onDisk());
    journal.close();

    assertThatThrownBy(() -> journal.append("{}")).hasMessageContaining("it is closed");
  }

  @Test
  void append_lineFeed_isRefused() {
    assertThatThrownBy(() -> append("{\n}")).isInstanceOf(JournalException.class);
  }

  @Test
  void file_mode_isOwnersOnly() throws Exception {
    append("{}");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void line_hash_chainsTheOneBefore() throws Exception {
    append("{}", "{}");

    List<String> lines = Files.readAllLines(file(), StandardCharsets.UTF_8);
    assertThat(lines.get(0)).isNotEqualTo(lines.get(1));
  }

  private void append(String... bodies) {
    try (Journal journal = Journal.open(file(), JournalFiles.onDisk())) {
      for (String body : bodies) {
        journal.append(body);
      }
    }
  }

  private List<String> bodies() {
    try (Journal journal = Journal.open(file(), JournalFiles.onDisk())) {
      return journal.recovered().lines().stream().map(JournalLine::body).toList();
    }
  }

  private Path file() {
    return folder.resolve("test.journal");
  }
}
