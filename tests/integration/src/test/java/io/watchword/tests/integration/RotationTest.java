package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Eventually;
import io.watchword.tests.integration.kit.Load;
import io.watchword.tests.integration.kit.MeshUnderTest;
import io.watchword.tests.integration.kit.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Root rotation when things go wrong in the middle of it.
@Timeout(300)
class RotationTest {

  private static MeshUnderTest mesh;

  @BeforeAll
  static void up() {
    mesh = MeshUnderTest.up("rotation");
  }

  @AfterAll
  static void close() {
    mesh.close();
  }

  @Test
  void rotate_caKilledTwiceInTheMiddle_resumesToDoneAndNoRequestFails() {
    String old = mesh.activeRoot();
    Load load =
        Load.start(mesh.outbound("caller", "orders"), 12, mesh.outbound("caller", "ledger"), 4);
    try (load) {
      killCaWhen("TRUST_PUBLISHED", "root", "rotate");
      killCaWhen("LEAVES_REISSUED", "root", "resume");
      CommandRun end = mesh.command("root", "resume", "-o", "json").exits(0);
      assertThat(end.json().get("state").textValue()).isEqualTo("DONE");
    }
    assertThat(load.failures()).as("failures of %s requests", load.requests()).isEmpty();
    assertThat(load.requests()).isGreaterThan(100);
    assertThat(mesh.activeRoot()).isNotEqualTo(old);
    assertThat(Path.of(mesh.state().toString(), mesh.json().get("bundle").textValue())).exists();
  }

  @Test
  void rotate_proxyStopped_holdsTheGateUntilItGoesOn() {
    String old = mesh.activeRoot();
    long proxy = mesh.pid("proxy");
    ProcessTable.signal("STOP", proxy);
    try {
      CommandRun rotate = mesh.command("root", "rotate", "--timeout", "5s", "-o", "json").exits(2);
      assertThat(holders(rotate.json())).contains("proxy");

      JsonNode status = status();
      assertThat(status.get("state").textValue()).isEqualTo("TRUST_PUBLISHED");
      assertThat(status.get("gate").get("name").textValue()).isEqualTo("G1");
      assertThat(status.get("gate").get("open").booleanValue()).isFalse();
      assertThat(status.get("gate").get("waiting_for"))
          .allSatisfy(
              held -> {
                assertThat(held.get("truster").textValue()).startsWith("spiffe://acme.test/");
                assertThat(held.get("reason").textValue()).isNotEmpty();
                assertThat(held.get("bundle_sequence").isIntegralNumber()).isTrue();
              });

      CommandRun revoke = mesh.command("root", "revoke", old, "--confirm", old, "-o", "json");
      assertThat(revoke.exit()).as(revoke.toString()).isEqualTo(2);
      assertThat(revoke.json().get("revoked").booleanValue()).isFalse();
      assertThat(revoke.json().get("needed_by")).isNotEmpty();
    } finally {
      ProcessTable.signal("CONT", proxy);
    }
    Eventually.until("DONE", () -> status().get("state").textValue().equals("DONE"));
    assertThat(mesh.activeRoot()).isNotEqualTo(old);
  }

  /// Runs `command`, which follows a rotation; kills the CA as soon as it says `state`; and holds
  /// that the rotation then waits, unfinished, for an operator.
  private static void killCaWhen(String state, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--dir", "state"));
    Path log = mesh.folder().resolve("follow-" + state + ".log");
    Process follow = mesh.commands().start(log, arguments.toArray(String[]::new));
    Eventually.until(
        state + " from " + command[1], () -> text(log).contains(state) || !follow.isAlive());
    assertThat(text(log)).as(mesh.logs()).contains(state);
    mesh.killAndAwaitRestart("ca");
    Eventually.until("the follower has ended", () -> !follow.isAlive());

    JsonNode status = status();
    assertThat(status.get("suspended").booleanValue()).as(status.toString()).isTrue();
    assertThat(status.get("state").textValue()).isNotEqualTo("DONE");
  }

  private static JsonNode status() {
    return mesh.command("root", "status", "-o", "json").exits(0).json();
  }

  private static List<String> holders(JsonNode status) {
    List<String> kinds = new ArrayList<>();
    status.get("gate").get("waiting_for").forEach(held -> kinds.add(held.get("kind").textValue()));
    return kinds;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
