package io.watchword.cli.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputFormat;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.FakeCa;
import io.watchword.cli.running.wire.RootsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final CaAnswer.Root ROOT =
      new CaAnswer.Root("ab", "active", NOON, NOON.plusSeconds(60), "embedded");

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void status_closedGate_namesWhoHoldsIt() {
    CaAnswer.Gate gate =
        new CaAnswer.Gate(
            "G1",
            false,
            List.of(
                new CaAnswer.WaitingFor(
                    "spiffe://example.org/p", "proxy", "has bundle 3", NOON, 3, List.of())));
    RotationText.status(
        stream(out),
        new CaAnswer.RootStatus(
            "r-1", "PREPARED", NOON, gate, List.of(ROOT), false, List.of(), null, "", null));
    assertThat(out)
        .hasToString(
            """
            Rotation     r-1
            State        PREPARED since 2026-03-01T12:00:00Z
            Gate         G1, closed; waits for
              proxy  spiffe://example.org/p: has bundle 3 (last seen 2026-03-01T12:00:00Z, bundle \
            sequence 3)
            Root         ab  active      until 2026-03-01T12:01:00Z  (embedded)
            """);
  }

  @Test
  void status_dryRun_printsThePlan() {
    RotationText.status(
        stream(out),
        new CaAnswer.RootStatus(
            "", "PLAN", NOON, null, List.of(), false, List.of("prepare"), null, "", null));
    assertThat(out)
        .hasToString(
            """
            Rotation     (dry run)
            State        PLAN since 2026-03-01T12:00:00Z
              - prepare
            """);
  }

  @Test
  void status_neverRotated_saysSo() {
    RotationText.status(
        stream(out),
        new CaAnswer.RootStatus(
            "", "", null, null, List.of(ROOT), true, List.of(), null, "", null));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("no rotation yet\nWaits        for `watchword root resume`: ");
  }

  @Test
  void progress_closedGate_countsWhoHoldsIt() {
    CaAnswer.Gate gate = new CaAnswer.Gate("G1", false, List.of());
    assertThat(
            RotationText.progress(
                new CaAnswer.RootStatus(
                    "r-1", "PREPARED", NOON, gate, List.of(), false, List.of(), null, "", null)))
        .isEqualTo("r-1  PREPARED, gate G1 waits for 0");
  }

  @Test
  void follow_untilDone_notesEachStateOnceAndIsDone() throws IOException {
    assertThat(follow(Duration.ofMinutes(1), "PREPARED", "PREPARED", "ACTIVATED", "DONE")).isZero();
    assertThat(err).hasToString("r-1  PREPARED\nr-1  ACTIVATED\nr-1  DONE\n");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("State        DONE since");
  }

  @Test
  void follow_untilAborted_fails() throws IOException {
    assertThat(follow(Duration.ofMinutes(1), "PREPARED", "ABORTED")).isEqualTo(1);
  }

  @Test
  void follow_suspended_endsWithNo() throws IOException {
    assertThat(follow(Duration.ofMinutes(1), "PREPARED (suspended)")).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("watchword root resume");
  }

  @Test
  void follow_limitOver_endsWithNo() throws IOException {
    assertThat(follow(Duration.ofMillis(700), "PREPARED")).isEqualTo(2);
  }

  private int follow(Duration limit, String... states) throws IOException {
    Path socket = folder.resolve("admin.sock");
    try (FakeCa ca = FakeCa.start(socket);
        RootsClient client = RootsClient.of(socket)) {
      ca.rotation(states);
      Console console = new Console(OutputFormat.text, false, false, stream(out), stream(err));
      return new RotationFollower(client, console).follow(limit);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
