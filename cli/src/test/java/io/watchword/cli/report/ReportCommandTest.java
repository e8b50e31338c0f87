package io.watchword.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.cli.CommandRun;
import io.watchword.cli.MeshOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir Path folder;
  private MeshOnDisk mesh;
  private Path out;

  @BeforeEach
  void makeMesh() throws IOException {
    mesh = new MeshOnDisk(Files.createDirectory(folder.resolve("mesh")));
    out = folder.resolve("report");
  }

  @Test
  void generate_mesh_writesTheReportAndSaysWhere() {
    CommandRun run = generate();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("E03  Rejected connections", "1 of 1", out.resolve("report.html").toString());
    assertThat(out.resolve("assessment-results.json")).exists();
  }

  @Test
  void generate_json_isOneDocument() throws IOException {
    JsonNode document = new ObjectMapper().readTree(generate("-o", "json").out());
    assertThat(document.path("valid").asBoolean()).isTrue();
    assertThat(document.path("html").asText()).isEqualTo(out.resolve("report.html").toString());
    assertThat(document.at("/period/from").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(document.at("/measures/2/id").asText()).isEqualTo("E03");
    assertThat(document.at("/objectives/not_assessable").asLong()).isPositive();
  }

  @Test
  void generate_alteredLog_isWrittenAndEndsWith1() throws IOException {
    mesh.alterProxy("not-tls");
    CommandRun run = generate();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("log `proxy-1`", "record 1");
    assertThat(out.resolve("report.html")).exists();
  }

  @Test
  void generate_period_isTaken() throws IOException {
    CommandRun run =
        generate("--from", "2026-03-01", "--to", "2026-03-01T13:00:00+01:00", "-o", "json");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.at("/period/from").asText()).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(document.at("/period/to").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(document.path("records").asLong()).isZero();
  }

  @Test
  void generate_timeThatIsNone_isWrongUsage() {
    CommandRun run = generate("--from", "yesterday");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("`yesterday` is no time (expected: 2026-11-24 or");
  }

  @Test
  void generate_endBeforeStart_endsWith3() {
    CommandRun run = generate("--from", "2026-03-02", "--to", "2026-03-01");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("compliance/period");
  }

  @Test
  void generate_noSuchLog_endsWith3() {
    CommandRun run =
        CommandRun.of(
            "report", "generate", "--out", out.toString(), folder.resolve("x").toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("cli/not-a-log");
  }

  @Test
  void generate_withoutOut_isWrongUsage() {
    assertThat(CommandRun.of("report", "generate", "--dir", mesh.path()).exitCode()).isEqualTo(64);
  }

  @Test
  void verify_withTheMesh_checksFilesAndLogs() {
    generate();
    CommandRun run = CommandRun.of("report", "verify", out.toString(), "--dir", mesh.path());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("ok           log proxy-1", "valid")
        .doesNotContain("not checked");
  }

  @Test
  void verify_changedFile_endsWith1() throws IOException {
    generate();
    Files.writeString(out.resolve("report.html"), "<p>all is well");
    CommandRun run =
        CommandRun.of("report", "verify", out.toString(), "--dir", mesh.path(), "-o", "json");
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.path("valid").asBoolean()).isFalse();
    assertThat(document.at("/checks/0/outcome").asText()).isEqualTo("failed");
  }

  @Test
  void verify_noReport_endsWith3() {
    CommandRun run = CommandRun.of("report", "verify", folder.toString(), "--dir", mesh.path());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("compliance/manifest-unreadable");
  }

  private CommandRun generate(String... more) {
    String[] command = {"report", "generate", "--out", out.toString(), "--dir", mesh.path()};
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return CommandRun.of(all);
  }
}
