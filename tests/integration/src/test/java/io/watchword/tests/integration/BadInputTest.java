package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Commands;
import io.watchword.tests.integration.kit.Eventually;
import io.watchword.tests.integration.kit.MeshUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files and command lines that are wrong: everything wrong at once, where, and what was expected.
@Timeout(300)
class BadInputTest {

  @TempDir private Path folder;
  private Commands commands;

  @BeforeEach
  void commands() {
    commands = new Commands(folder);
  }

  @AfterEach
  void end() {
    commands.close();
  }

  @Test
  void up_threeErrorsInMeshYaml_reportsAllThreeWithTheirPlaces() throws IOException {
    Files.createDirectory(folder.resolve("policies"));
    Files.writeString(
        folder.resolve("mesh.yaml"),
        """
        trust-domain: acme.test
        defualt-action: deny
        ca: { svid-ttl: soon }
        policies: [policies/]
        workloads:
          - name: orders
            inbound: [{ listen: "127.0.0.1:notaport", forward-to: "127.0.0.1:8080" }]
        """);
    CommandRun run = commands.watchword("up", "-f", "mesh.yaml", "--dir", "state").exits(3);
    assertThat(run.err())
        .contains("mesh.yaml:2:1", "mesh.yaml:3:17", "mesh.yaml:7:25")
        .contains("`default-action`");
    assertThat(run.out()).isEmpty();
    assertThat(folder.resolve("state/mesh.json")).doesNotExist();
    assertThat(commands.left()).isEmpty();
  }

  @Test
  void up_workloadThatReachesNobody_isReportedWithItsPlace() throws IOException {
    Files.createDirectory(folder.resolve("policies"));
    Files.writeString(
        folder.resolve("mesh.yaml"),
        """
        trust-domain: acme.test
        policies: [policies/]
        workloads:
          - { name: web, outbound: [{ listen: "127.0.0.1:0", to: silent }] }
          - { name: silent }
        """);
    CommandRun run = commands.watchword("up", "-f", "mesh.yaml", "--dir", "state").exits(3);
    assertThat(run.err()).containsPattern("mesh\\.yaml:\\d+:\\d+").contains("silent");
  }

  @ParameterizedTest
  @CsvSource({"ca,svid-tll", "agent,workload-apl", "authz,polices", "proxy,workload"})
  void role_configWithAMisspelledKey_endsWithThreeAndSaysWhatWasMeant(String role, String wrong)
      throws IOException {
    Path config = folder.resolve(role + ".yaml");
    Files.writeString(config, "trust-domain: acme.test\n" + wrong + ": x\n");
    CommandRun run = commands.watchword(role, "run", "-c", config.toString());
    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.err()).contains(role + ".yaml:2:1", "`" + wrong + "`");
  }

  @Test
  void up_brokenPolicy_saysWhereAndLeavesNothingRunning() {
    try (MeshUnderTest mesh = MeshUnderTest.written("broken")) {
      mesh.writePolicy("broken.rego", "package watchword.request\n\nallow if {\n");
      CommandRun run =
          mesh.commands().watchword("up", "-f", "mesh.yaml", "--dir", "state", "--detach");
      assertThat(run.exit()).as(run.toString()).isEqualTo(3);
      assertThat(run.err()).containsPattern("broken\\.rego:\\d+:\\d+");
      Eventually.until("nothing runs", () -> mesh.commands().left().isEmpty());
      assertThat(mesh.state().resolve("mesh.json")).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "up", "up -f mesh.yaml --nonsense", "root revoke", "entry create"})
  void command_wrongUsage_endsWith64AndPointsToTheHelp(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    CommandRun run = commands.watchword(words.toArray(String[]::new));
    assertThat(run.exit()).as(run.toString()).isEqualTo(64);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--help");
  }

  @Test
  void command_noMesh_saysHowToNameOne() {
    CommandRun run = commands.watchword("root", "status").exits(1);
    assertThat(run.err()).contains("--dir");
  }
}
