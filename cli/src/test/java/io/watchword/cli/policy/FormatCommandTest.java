package io.watchword.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatCommandTest {

  private static final String LOOSE = "package a\nimport data.x\nallow if {input.x==1}\n";
  private static final String NEAT = "package a\n\nimport data.x\n\nallow if input.x == 1\n";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("a.rego"), LOOSE);
  }

  private CommandRun fmt(String option) {
    return option.isEmpty()
        ? CommandRun.of("policy", "fmt", folder.toString())
        : CommandRun.of("policy", "fmt", option, folder.toString());
  }

  @Test
  void fmt_plain_printsTheFilesAndLeavesThem() throws IOException {
    CommandRun run = fmt("");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(NEAT);
    assertThat(Files.readString(file)).isEqualTo(LOOSE);
  }

  @Test
  void fmt_write_changesTheFiles() throws IOException {
    CommandRun run = fmt("-w");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(NEAT);
  }

  @Test
  void fmt_check_namesFilesAndFails() throws IOException {
    CommandRun run = fmt("--check");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(file + "\n");

    Files.writeString(file, NEAT);
    assertThat(fmt("--check").exitCode()).isZero();
  }

  @Test
  void fmt_diff_showsWhatWouldChange() {
    CommandRun run = fmt("--diff");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            "--- %s\n+++ %s\n@@ -1,3 +1,5 @@\n package a\n+\n import data.x\n".formatted(file, file)
                + "-allow if {input.x==1}\n+\n+allow if input.x == 1\n");
  }

  @Test
  void fmt_json_listsFiles() {
    CommandRun run = CommandRun.of("policy", "fmt", "--check", "-o", "json", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"changed\" : true").contains("a.rego");
  }

  @Test
  void fmt_v0File_isRefusedUnlessAskedFor() throws IOException {
    Files.writeString(file, "package a\n\np[x] { x := 1 }\n");

    CommandRun run = fmt("");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("rego_parse_error: `if` keyword is required before rule body");
    assertThat(fmt("--v0-compatible").out()).isEqualTo("package a\n\np[x] {\n\tx := 1\n}\n");
    assertThat(fmt("--rego-v1").out())
        .isEqualTo("package a\n\nimport rego.v1\n\np contains x if x := 1\n");
  }

  @Test
  void fmt_pathMissing_isUnreadableInput() {
    CommandRun run = CommandRun.of("policy", "fmt", folder.resolve("no").toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("authz/unreadable: ");
  }

  @Test
  void fmt_fileThatIsNoUtf8_isLeftAlone() throws IOException {
    byte[] latin = "package a # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, latin);

    CommandRun run = fmt("-w");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).startsWith("authz/not-utf8: `" + file + "` is not text in UTF-8");
    assertThat(Files.readAllBytes(file)).isEqualTo(latin);
  }
}
