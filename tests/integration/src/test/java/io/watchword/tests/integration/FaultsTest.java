package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.api.record.CaRecord;
import io.watchword.tests.integration.kit.Caller;
import io.watchword.tests.integration.kit.Eventually;
import io.watchword.tests.integration.kit.Load;
import io.watchword.tests.integration.kit.MeshUnderTest;
import io.watchword.tests.integration.kit.ProcessTable;
import io.watchword.tests.integration.kit.Records;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Processes that die while the mesh works.
@Timeout(300)
class FaultsTest {

  private static MeshUnderTest mesh;

  @BeforeAll
  static void up() {
    mesh = MeshUnderTest.up("faults");
  }

  @AfterAll
  static void close() {
    mesh.close();
  }

  @Test
  void ca_killed_meshGoesOnAndNothingIsLostOrIssuedTwice() {
    String entry =
        mesh.command(
                "entry",
                "create",
                "--spiffe-id",
                "spiffe://acme.test/ns/shop/sa/late",
                "--parent-id",
                MeshUnderTest.AGENT,
                "--selector",
                "unix:uid:4242",
                "-o",
                "json")
            .exits(0)
            .json()
            .get("entry_id")
            .textValue();
    String root = mesh.activeRoot();

    Load load = load();
    try (load) {
      mesh.killAndAwaitRestart("ca");
    }
    assertThat(load.failures()).isEmpty();

    mesh.command("entry", "show", entry).exits(0);
    assertThat(mesh.activeRoot()).isEqualTo(root);
    // A new registration reaches the agent through the CA's successor, which issues for it.
    int before = issued().size();
    createEntryForUs("after-the-kill");
    Eventually.until("an SVID of the new CA", () -> issued().size() > before);
    assertThat(issued()).doesNotHaveDuplicates();
  }

  @Test
  void proxy_restartedWithoutAuthz_enforcesTheLastGoodBundle() {
    long authz = mesh.pid("authz");
    ProcessTable.signal("STOP", authz);
    try {
      mesh.killAndAwaitRestart("proxy");
      assertThat(Caller.get(mesh.outbound("caller", "orders"), "/orders").status()).isEqualTo(200);
      assertThat(Caller.get(mesh.outbound("caller", "orders"), "/admin").status()).isEqualTo(403);
      assertThat(Caller.get(mesh.outbound("stranger", "orders"), "/orders").status())
          .isEqualTo(403);
    } finally {
      ProcessTable.signal("CONT", authz);
    }
  }

  @Test
  void agent_killed_workloadsKeepWorkingAndItsSuccessorServesThem() {
    Load load = load();
    try (load) {
      mesh.killAndAwaitRestart("agent");
    }
    assertThat(load.failures()).isEmpty();
    mesh.awaitReady("proxy");
    JsonNode fetched = createEntryForUs("after-the-agent");
    assertThat(fetched.get("svids")).isNotEmpty();
  }

  @Test
  void policy_brokenWhileRunning_lastGoodStaysAndTheMendedOneCounts() {
    mesh.writePolicy("mistake.rego", "package watchword.request\n\nallow if {\n");
    Eventually.until(
        "authz's refusal",
        () ->
            Records.of(
                    mesh.audit("authz-1"), io.watchword.api.record.PolicyRecord.PolicyRefused.class)
                .stream()
                .anyMatch(refused -> refused.diagnostics().toString().contains("mistake.rego:")));
    assertThat(Caller.get(mesh.outbound("caller", "orders"), "/orders").status()).isEqualTo(200);
    assertThat(Caller.get(mesh.outbound("stranger", "orders"), "/orders").status()).isEqualTo(403);

    mesh.writePolicy(
        "mistake.rego",
        "package watchword.request\n\ndeny if input.request.path == \"/orders/closed\"\n");
    Eventually.until(
        "the new rule is enforced",
        () -> Caller.get(mesh.outbound("caller", "orders"), "/orders/closed").status() == 403);
    assertThat(Caller.get(mesh.outbound("caller", "orders"), "/orders").status()).isEqualTo(200);
  }

  private static Load load() {
    return Load.start(mesh.outbound("caller", "orders"), 4, mesh.outbound("caller", "ledger"), 2);
  }

  private static List<String> issued() {
    return Records.of(mesh.audit("ca-1"), CaRecord.Issuance.class).stream()
        .map(CaRecord.Issuance::serial)
        .toList();
  }

  /// Registers an identity for processes like this one, and fetches until it is served.
  private static JsonNode createEntryForUs(String name) {
    return OwnIdentity.create(mesh, "spiffe://acme.test/ns/faults/sa/" + name).fetched();
  }
}
