package io.watchword.cli.audit;

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

class AuditCommandTest {

  @TempDir Path folder;
  private MeshOnDisk mesh;

  @BeforeEach
  void makeMesh() throws IOException {
    mesh = new MeshOnDisk(folder);
  }

  @Test
  void verify_meshUntouched_isValid() {
    CommandRun run = CommandRun.of("audit", "verify", "--dir", mesh.path());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("verified"))
        .anyMatch(line -> line.contains("proxy-1  4 records, root "));
  }

  @Test
  void verify_alteredLog_namesLogAndRecordAndEndsWith1() throws IOException {
    mesh.alterProxy("not-tls");
    CommandRun run = CommandRun.of("audit", "verify", "--dir", mesh.path());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("verified  ca-1", "FAILED    proxy-1")
        .contains("record 1 does not have the hash that the tree has for it");
  }

  @Test
  void verify_json_isOneDocument() throws IOException {
    mesh.alterProxy("not-tls");
    CommandRun run = CommandRun.of("audit", "verify", "--dir", mesh.path(), "-o", "json");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.path("valid").asBoolean()).isFalse();
    assertThat(document.at("/logs/0/valid").asBoolean()).isTrue();
    assertThat(document.at("/logs/0/root_hash").asText()).isNotEmpty();
    assertThat(document.at("/logs/1/log").asText()).isEqualTo("proxy-1");
    assertThat(document.at("/logs/1/record").asLong()).isEqualTo(1);
  }

  @Test
  void verify_logOfTheMeshMissing_endsWith1() throws IOException {
    Files.move(mesh.log("ca"), folder.resolve("elsewhere"));
    CommandRun run = CommandRun.of("audit", "verify", "--dir", mesh.path());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("FAILED    ca-1");
  }

  @Test
  void verify_afterDown_findsTheLogs() throws IOException {
    Files.delete(folder.resolve("mesh.json"));
    assertThat(CommandRun.of("audit", "verify", "--dir", mesh.path()).out().lines()).hasSize(2);
  }

  @Test
  void verify_namedFolderIsNoLog_endsWith3() {
    CommandRun run = CommandRun.of("audit", "verify", folder.resolve("nowhere").toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("cli/not-a-log", "nowhere");
  }

  @Test
  void verify_keyForSeveralLogs_isWrongUsage() {
    CommandRun run = CommandRun.of("audit", "verify", "--dir", mesh.path(), "--vkey", "key");
    assertThat(run.exitCode()).isEqualTo(64);
    assertThat(run.err()).contains("name it as DIR");
  }

  @Test
  void verify_keptKeyAndCheckpoint_tellThatHistoryWasRewritten() throws IOException {
    String log = mesh.log("proxy").toString();
    Path checkpoint = folder.resolve("kept.checkpoint");
    Files.writeString(checkpoint, CommandRun.of("audit", "checkpoint", log).out());
    Path vkey = Files.copy(mesh.log("proxy").resolve("vkey"), folder.resolve("kept.vkey"));
    mesh.write("proxy", MeshOnDisk.connection("expired"));
    String[] verify = {
      "audit", "verify", log, "--vkey", vkey.toString(), "--old-checkpoint", checkpoint.toString()
    };
    assertThat(CommandRun.of(verify).exitCode()).isZero();

    Files.move(mesh.log("proxy"), folder.resolve("away"));
    mesh.write("proxy", MeshOnDisk.connection("untrusted"));
    assertThat(CommandRun.of(verify).exitCode()).isEqualTo(1);
  }

  @Test
  void tail_printsTheLastByTime() {
    CommandRun run = CommandRun.of("audit", "tail", "--dir", mesh.path(), "-n", "3");
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.out()).contains("proxy-1#1  connection  {", "proxy-1#3  process-stop  {");
  }

  @Test
  void tail_json_isOneDocument() throws IOException {
    CommandRun run =
        CommandRun.of("audit", "tail", mesh.log("proxy").toString(), "-n", "1", "-o", "json");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.at("/records/0/index").asLong()).isEqualTo(3);
    assertThat(document.at("/records/0/record/type").asText()).isEqualTo("process-stop");
  }

  @Test
  void tail_none_isWrongUsage() {
    assertThat(CommandRun.of("audit", "tail", "--dir", mesh.path(), "-n", "0").exitCode())
        .isEqualTo(64);
  }

  @Test
  void export_printsEachRecordAsALine() throws IOException {
    CommandRun run = CommandRun.of("audit", "export", mesh.log("proxy").toString());
    assertThat(run.out().lines()).hasSize(4);
    JsonNode second =
        new ObjectMapper().readTree(run.out().lines().skip(1).findFirst().orElseThrow());
    assertThat(second.path("log").asText()).isEqualTo("proxy-1");
    assertThat(second.at("/record/cause").asText()).isEqualTo("not-tls");
  }

  @Test
  void export_alteredLog_fails() throws IOException {
    mesh.alterProxy("not-tls");
    CommandRun run = CommandRun.of("audit", "export", mesh.log("proxy").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("record 1");
  }

  @Test
  void checkpoint_json_hasItsParts() throws IOException {
    CommandRun run =
        CommandRun.of("audit", "checkpoint", mesh.log("proxy").toString(), "-o", "json");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.path("origin").asText()).isEqualTo("watchword/example.org/proxy-1");
    assertThat(document.path("records").asLong()).isEqualTo(4);
  }

  @Test
  void prove_record_printsTheProofAndWritesTheRecord() throws IOException {
    Path file = folder.resolve("record.json");
    CommandRun run =
        CommandRun.of(
            "audit", "prove", mesh.log("proxy").toString(), "1", "--record", file.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("c2sp.org/tlog-proof@v1\nindex 1\n")
        .endsWith("\n\n" + Files.readString(mesh.log("proxy").resolve("checkpoint")));
    assertThat(file).content().contains("\"cause\":\"not-tls\"");
  }

  @Test
  void prove_recordThatIsNot_endsWith3() {
    CommandRun run = CommandRun.of("audit", "prove", mesh.log("proxy").toString(), "4");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("there is no record 4 (expected: < 4)");
  }
}
