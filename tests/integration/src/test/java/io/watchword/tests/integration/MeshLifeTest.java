package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.api.record.CaRecord;
import io.watchword.tests.integration.kit.Caller;
import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Commands;
import io.watchword.tests.integration.kit.Eventually;
import io.watchword.tests.integration.kit.MeshUnderTest;
import io.watchword.tests.integration.kit.ProcessTable;
import io.watchword.tests.integration.kit.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `up`, `mesh.json`, `down`, and `up` again.
@Timeout(300)
class MeshLifeTest {

  private static MeshUnderTest mesh;

  @BeforeAll
  static void up() {
    mesh = MeshUnderTest.up("life");
  }

  @AfterAll
  static void close() {
    mesh.close();
  }

  @Test
  void up_ownMeshYaml_writesMeshJsonAsSpecified() {
    JsonNode json = mesh.json();
    assertThat(json.get("trust_domain").textValue()).isEqualTo(MeshUnderTest.TRUST_DOMAIN);
    assertThat(mesh.state().resolve(json.get("bundle").textValue()))
        .content()
        .contains("BEGIN CERTIFICATE");
    JsonNode ca = json.get("ca");
    assertThat(ca.get("admin").textValue()).startsWith("unix:");
    assertThat(ca.get("nodes").textValue()).matches("127\\.0\\.0\\.1:\\d+");
    JsonNode agent = json.get("agents").get(0);
    assertThat(agent.get("workload_api").textValue()).startsWith("unix:");
    JsonNode authz = json.get("authz").get(0);
    assertThat(authz.get("url").textValue()).matches("https://127\\.0\\.0\\.1:\\d+");
    for (JsonNode role : List.of(ca, agent, authz)) {
      assertThat(role.get("health").textValue()).matches("http://127\\.0\\.0\\.1:\\d+");
      assertThat(ProcessTable.runs(role.get("pid").longValue())).isTrue();
    }
    JsonNode proxy = json.get("proxies").get(0);
    assertThat(proxy.get("mode").textValue()).isEqualTo("node");
    assertThat(proxy.get("admin").textValue()).matches("http://127\\.0\\.0\\.1:\\d+");
    JsonNode caller = proxy.get("workloads").get(0);
    assertThat(caller.get("name").textValue()).isEqualTo("caller");
    assertThat(caller.get("spiffe_id").textValue())
        .isEqualTo("spiffe://acme.test/ns/shop/sa/caller");
    assertThat(caller.get("outbound").get(1).get("to").textValue()).isEqualTo("ledger");
    assertThat(caller.get("outbound").get(1).get("listen").textValue())
        .matches("127\\.0\\.0\\.1:[1-9]\\d*");
    assertThat(json.get("audit"))
        .allSatisfy(log -> assertThat(mesh.state().resolve(log.textValue())).isDirectory());
    assertThat(ProcessTable.runs(json.get("pid").longValue())).isTrue();
    for (String role : List.of("ca", "agent", "authz", "proxy")) {
      assertThat(mesh.readiness(role)).as(role).isEqualTo(200);
    }
  }

  @Test
  void up_whereAMeshRunsAlready_isRefusedAndTheMeshGoesOn() {
    CommandRun second =
        mesh.commands().watchword("up", "-f", "mesh.yaml", "--dir", "state", "--detach");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).contains("runs in", "already", "watchword down");
    assertThat(Caller.get(mesh.outbound("caller", "orders"), "/orders").status()).isEqualTo(200);
  }

  @Test
  void up_afterDown_goesOnWithTheSameRootAndReusesNoSerial() throws IOException {
    String root = mesh.activeRoot();
    String entries = mesh.command("entry", "list", "-o", "json").exits(0).out();

    mesh.down();
    Eventually.until("every process has ended", () -> mesh.commands().left().isEmpty());
    assertThat(mesh.state().resolve("mesh.json")).doesNotExist();
    mesh.up();

    assertThat(mesh.activeRoot()).isEqualTo(root);
    assertThat(mesh.command("entry", "list", "-o", "json").exits(0).out()).isEqualTo(entries);
    assertThat(Caller.get(mesh.outbound("caller", "orders"), "/orders").status()).isEqualTo(200);
    assertThat(Caller.book(mesh.outbound("caller", "ledger"), "1 tea"))
        .isEqualTo("ledger ready; booked 1 tea");
    List<String> serials =
        Records.of(mesh.audit("ca-1"), CaRecord.Issuance.class).stream()
            .map(CaRecord.Issuance::serial)
            .toList();
    assertThat(serials).hasSizeGreaterThan(8).doesNotHaveDuplicates();
  }

  @Test
  void down_withoutAMesh_saysThatNoneRuns() throws IOException {
    try (Commands elsewhere =
        new Commands(Files.createDirectories(mesh.folder().resolve("elsewhere")))) {
      CommandRun down = elsewhere.watchword("down");
      assertThat(down.exit()).isEqualTo(1);
      assertThat(down.err()).contains("mesh");
    }
  }
}
