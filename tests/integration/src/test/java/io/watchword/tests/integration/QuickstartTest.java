package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Commands;
import io.watchword.tests.integration.kit.Eventually;
import io.watchword.tests.integration.kit.Folders;
import io.watchword.tests.integration.kit.ProcessTable;
import io.watchword.tests.integration.kit.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `quickstart`, and that it leaves nothing behind however it ends. All that it starts has a
/// temporary folder of its own, so that whatever stayed would be seen.
@Timeout(300)
class QuickstartTest {

  private static final List<String> STEPS =
      List.of(
          "http-allowed",
          "http-denied-by-policy",
          "http-intruder-denied",
          "http-no-identity-rejected",
          "http-wrong-trust-domain-rejected",
          "http-expired-certificate-rejected",
          "tcp-allowed",
          "tcp-intruder-denied",
          "tcp-plaintext-rejected",
          "spoofed-identity-header-stripped",
          "policy-change-live",
          "broken-policy-keeps-last-good",
          "unsigned-bundle-refused",
          "rego-policy-decides",
          "root-rotation-under-load",
          "early-revoke-refused",
          "report-generated",
          "audit-log-verifies");

  private Path folder;
  private Path temporary;
  private Commands commands;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createTempDirectory("watchword-qs-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    commands =
        new Commands(
            folder,
            Map.of(
                "WATCHWORD_JAVA_OPTIONS",
                "-Djava.io.tmpdir=" + temporary,
                "TMPDIR",
                temporary.toString()));
  }

  @AfterEach
  void end() {
    commands.close();
    Folders.delete(folder);
  }

  @Test
  void quickstart_embedded_passesEveryStepAndLeavesOnlyTheReport() {
    CommandRun run = commands.watchword("quickstart", "-o", "json");
    JsonNode result = passed(run);
    assertThat(result.get("ca").get("backend").textValue()).isEqualTo("embedded");
    assertNothingLeft();
  }

  @Test
  @Tag("needs-vault")
  void quickstart_vaultDev_passesWithTheRootInVaultAndLeavesNothing() {
    if (!Programs.installed("bao")) {
      Programs.need("vault");
    }
    CommandRun run = commands.watchword("quickstart", "--vault", "dev", "-o", "json");
    JsonNode result = passed(run);
    assertThat(result.get("ca").get("backend").textValue()).isEqualTo("vault-pki");
    assertNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "INT"})
  void quickstart_launcherEndedInTheMiddle_nothingIsLeft(String signal) {
    Path log = folder.resolve("quickstart.log");
    Process launcher = commands.start(log, "quickstart", "-o", "json");
    Eventually.until("the mesh is up", () -> text(log).contains("up after") || !launcher.isAlive());
    assertThat(launcher.isAlive()).as(text(log)).isTrue();
    assertThat(commands.left()).hasSizeGreaterThan(6);

    ProcessTable.signal(signal, launcher.pid());
    assertNothingLeft();
  }

  private JsonNode passed(CommandRun run) {
    run.exits(0);
    JsonNode result = run.json();
    assertThat(result.get("passed").booleanValue()).isTrue();
    List<String> expected = new ArrayList<>(STEPS);
    if (Programs.installed("opa")) {
      expected.add("opa-rest-decides");
    }
    assertThat(result.get("steps"))
        .extracting(step -> step.get("name").textValue())
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(result.get("steps"))
        .allSatisfy(step -> assertThat(step.get("ok").booleanValue()).isTrue());
    JsonNode denied = step(result, "http-denied-by-policy");
    assertThat(denied.get("rule").textValue()).matches(".*orders\\.yaml:\\d+");
    assertThat(denied.get("decision_id").textValue()).isNotEmpty();
    assertThat(step(result, "http-no-identity-rejected").get("reason").textValue())
        .isEqualTo("no-certificate");
    assertThat(step(result, "http-expired-certificate-rejected").get("reason").textValue())
        .isEqualTo("expired");
    assertThat(step(result, "tcp-plaintext-rejected").get("reason").textValue())
        .isEqualTo("not-tls");
    assertThat(result.get("rotation").get("failed_requests").intValue()).isZero();
    assertThat(result.get("rotation").get("requests").intValue()).isPositive();
    assertThat(result.get("log").get("checkpoint_verified").booleanValue()).isTrue();
    assertThat(result.get("report").get("valid").booleanValue()).isTrue();
    for (String form : List.of("html", "oscal")) {
      assertThat(folder.resolve(result.get("report").get(form).textValue()))
          .exists()
          .hasParent(folder.resolve("watchword-report"));
    }
    System.out.println(
        "quickstart: "
            + result.get("seconds")
            + " s by its own watch, "
            + run.took().toMillis()
            + " ms in all");
    return result;
  }

  private static JsonNode step(JsonNode result, String name) {
    for (JsonNode step : result.get("steps")) {
      if (step.get("name").textValue().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step `" + name + "`");
  }

  private void assertNothingLeft() {
    try {
      Eventually.within(
          Duration.ofSeconds(15),
          "nothing is left",
          () -> commands.left().isEmpty() && inTemporaryFolder().isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError(
          "left: processes " + commands.left() + ", files " + inTemporaryFolder(), e);
    }
  }

  private List<Path> inTemporaryFolder() {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
