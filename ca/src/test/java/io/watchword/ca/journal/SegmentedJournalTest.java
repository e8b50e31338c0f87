package io.watchword.ca.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.tests.kit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A journal in pieces.
class SegmentedJournalTest {
  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();

  @Test
  void append_pieceIsFull_goesOnInANewFileByNumberAndHash() {
    try (SegmentedJournal journal = open(3)) {
      for (int i = 1; i <= 7; i++) {
        assertThat(journal.append(body(i, Duration.ofHours(1))).number()).isEqualTo(i);
      }
    }

    assertThat(files())
        .containsExactly("x-000001.journal", "x-000002.journal", "x-segments.journal", "x.journal");
    try (SegmentedJournal again = open(3)) {
      assertThat(again.lines())
          .extracting(JournalLine::number)
          .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(again.append(body(8, Duration.ofHours(1))).number()).isEqualTo(8);
    }
  }

  @Test
  void appendAll_moreThanAPiece_isNotTornApart() {
    try (SegmentedJournal journal = open(2)) {
      List<JournalLine> lines =
          journal.appendAll(
              List.of(body(1, Duration.ZERO), body(2, Duration.ZERO), body(3, Duration.ZERO)));

      assertThat(lines).extracting(JournalLine::number).containsExactly(1L, 2L, 3L);
      assertThat(journal.append(body(4, Duration.ZERO)).number()).isEqualTo(4);
    }
    assertThat(files()).contains("x-000001.journal");
  }

  @Test
  void open_piecesThatNobodyNeeds_areNotRead() throws Exception {
    fill(Duration.ofMinutes(5), 7);
    clock.advance(Duration.ofMinutes(6));
    // Proof that it is not looked at.
    Files.writeString(folder.resolve("x-000001.journal"), "rubbish");

    try (SegmentedJournal again = open(3)) {
      assertThat(again.lines()).extracting(JournalLine::number).containsExactly(7L);
      assertThat(again.append(body(8, Duration.ofHours(1))).number()).isEqualTo(8);
    }
  }

  @Test
  void open_pieceThatIsNeededAndWasAltered_isRefused() throws Exception {
    fill(Duration.ofHours(5), 4);
    Path piece = folder.resolve("x-000001.journal");
    byte[] bytes = Files.readAllBytes(piece);
    bytes[70] ^= 1;
    Files.write(piece, bytes);

    assertThatThrownBy(() -> open(3))
        .isInstanceOf(JournalException.class)
        .hasMessage("line 1 of journal `" + piece + "` does not follow the line before it");
  }

  @Test
  void open_pieceThatIsNeededAndWasCut_isRefused() throws Exception {
    fill(Duration.ofHours(5), 4);
    Path piece = folder.resolve("x-000001.journal");
    byte[] bytes = Files.readAllBytes(piece);
    Files.write(piece, java.util.Arrays.copyOf(bytes, bytes.length - 10));

    assertThatThrownBy(() -> open(3))
        .isInstanceOf(JournalException.class)
        .hasMessage("journal `" + piece + "` does not end where `x-segments.journal` says");
  }

  @Test
  void open_afterACrashBetweenIndexAndRename_renamesAndGoesOn() throws Exception {
    fill(Duration.ofHours(5), 4);
    // As if the rename had not happened.
    Files.delete(folder.resolve("x.journal"));
    Files.move(folder.resolve("x-000001.journal"), folder.resolve("x.journal"));

    try (SegmentedJournal again = open(3)) {
      assertThat(again.lines()).extracting(JournalLine::number).containsExactly(1L, 2L, 3L);
      assertThat(again.append(body(4, Duration.ofHours(1))).number()).isEqualTo(4);
    }
  }

  @Test
  void open_aMonthAfterAPieceWasNeeded_deletesIt() {
    fill(Duration.ofMinutes(5), 7);
    clock.advance(Duration.ofDays(31));

    open(3).close();

    assertThat(files()).containsExactly("x-segments.journal", "x.journal");
  }

  @Test
  void append_manyAtOnce_losesAndDoublesNothing() throws Exception {
    try (SegmentedJournal journal = open(50);
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> written = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int first = writer * 50;
        written.add(
            writers.submit(
                () -> {
                  for (int i = first; i < first + 50; i++) {
                    journal.append(body(i, Duration.ofHours(1)));
                  }
                }));
      }
      for (Future<?> one : written) {
        one.get();
      }
    }

    try (SegmentedJournal again = open(50)) {
      assertThat(again.lines()).extracting(JournalLine::body).doesNotHaveDuplicates().hasSize(400);
    }
    assertThat(files()).hasSizeGreaterThan(4);
  }

  private void fill(Duration needed, int lines) {
    try (SegmentedJournal journal = open(3)) {
      for (int i = 1; i <= lines; i++) {
        journal.append(body(i, needed));
      }
    }
  }

  private String body(int number, Duration needed) {
    return number + "@" + clock.instant().plus(needed).getEpochSecond();
  }

  private SegmentedJournal open(int lines) {
    return SegmentedJournal.open(
        folder,
        "x",
        new SegmentedJournal.Rules(
            body -> Instant.ofEpochSecond(Long.parseLong(body.substring(body.indexOf('@') + 1))),
            clock,
            lines),
        JournalFiles.onDisk());
  }

  private List<String> files() {
    try (var files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
