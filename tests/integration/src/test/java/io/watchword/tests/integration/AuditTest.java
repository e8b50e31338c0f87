package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.tests.integration.kit.Caller;
import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Folders;
import io.watchword.tests.integration.kit.MeshUnderTest;
import io.watchword.tests.integration.kit.SharedMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The audit logs of a mesh that works: they verify, and one changed byte is found.
@ExtendWith(SharedMesh.class)
@Timeout(300)
class AuditTest {

  private static MeshUnderTest mesh;

  @BeforeAll
  static void traffic(MeshUnderTest shared) throws IOException {
    mesh = shared;
    for (int i = 0; i < 5; i++) {
      Caller.get(mesh.outbound("caller", "orders"), "/orders");
      Caller.get(mesh.outbound("stranger", "orders"), "/orders");
      Caller.book(mesh.outbound("caller", "ledger"), i + " tea");
    }
  }

  @Test
  void verify_allLogsOfARunningMesh_areValid() {
    JsonNode verdict = mesh.command("audit", "verify", "-o", "json").exits(0).json();
    assertThat(verdict.get("valid").booleanValue()).isTrue();
    assertThat(verdict.get("logs"))
        .extracting(log -> log.get("log").textValue())
        .containsExactlyInAnyOrder("ca-1", "agent-1", "authz-1", "proxy-1");
    assertThat(verdict.get("logs"))
        .allSatisfy(log -> assertThat(log.get("records").intValue()).isPositive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca-1", "agent-1", "authz-1", "proxy-1"})
  void verify_oneByteFlipped_failsAndNamesTheRecord(String log) throws IOException {
    Path copy = mesh.folder().resolve("flipped-" + log);
    Folders.copy(mesh.audit(log), copy, file -> !file.endsWith("key") && !file.endsWith("lock"));
    Path entries = largest(copy.resolve("tile/entries"));
    byte[] bytes = Files.readAllBytes(entries);
    bytes[bytes.length / 2] ^= 1;
    Files.write(entries, bytes);

    CommandRun run = mesh.commands().watchword("audit", "verify", copy.toString(), "-o", "json");
    assertThat(run.exit()).as(run.toString()).isEqualTo(1);
    JsonNode found = run.json().get("logs").get(0);
    assertThat(found.get("valid").booleanValue()).isFalse();
    assertThat(found.get("record").isIntegralNumber()).as(run.toString()).isTrue();
    assertThat(found.get("problem").textValue()).contains("record " + found.get("record"));

    CommandRun text = mesh.commands().watchword("audit", "verify", copy.toString()).exits(1);
    assertThat(text.out()).contains("FAILED", "record " + found.get("record"));
  }

  @Test
  void verify_anotherLogsKey_fails() {
    CommandRun run =
        mesh.commands()
            .watchword(
                "audit",
                "verify",
                mesh.audit("ca-1").toString(),
                "--vkey",
                mesh.audit("proxy-1").resolve("vkey").toString());
    assertThat(run.exit()).as(run.toString()).isEqualTo(1);
  }

  private static Path largest(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      return all.stream()
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }
}
