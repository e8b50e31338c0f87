package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.api.record.TrafficRecord;
import io.watchword.tests.integration.kit.Caller;
import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Eventually;
import io.watchword.tests.integration.kit.MeshUnderTest;
import io.watchword.tests.integration.kit.Programs;
import io.watchword.tests.integration.kit.Records;
import io.watchword.tests.integration.kit.SharedMesh;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// An inbound listener as strangers see it, with programs that share no code with ours.
@ExtendWith(SharedMesh.class)
@Timeout(300)
class OutsideTest {

  private static final String REQUEST =
      "GET /orders HTTP/1.1\r\nhost: orders\r\nconnection: close\r\n\r\n";
  private static final Pattern DECISION =
      Pattern.compile("x-watchword-decision-id: (\\S+)", Pattern.CASE_INSENSITIVE);

  private static MeshUnderTest mesh;
  private static OwnIdentity caller;
  private static OwnIdentity outsider;

  @BeforeAll
  static void identities(MeshUnderTest shared) {
    mesh = shared;
    outsider = OwnIdentity.create(mesh, "spiffe://acme.test/ns/elsewhere/sa/outsider");
    caller = OwnIdentity.create(mesh, "spiffe://acme.test/ns/shop/sa/caller");
  }

  @Test
  @Tag("needs-openssl")
  void handshake_tls13_showsTheSvidOfTheWorkloadUnderTheMeshsRoot() {
    Programs.need("openssl");
    CommandRun run =
        sClient(
            REQUEST,
            "-CAfile",
            mesh.state().resolve("trust.pem").toString(),
            "-verify_return_error",
            "-cert",
            caller.certificates().toString(),
            "-cert_chain",
            caller.certificates().toString(),
            "-key",
            caller.key().toString());
    assertThat(run.out()).as(run.toString()).contains("TLSv1.3", "Verify return code: 0 (ok)");
  }

  @Test
  @Tag("needs-openssl")
  void handshake_tls12_isRefused() {
    Programs.need("openssl");
    CommandRun run =
        sClient(
            REQUEST,
            "-tls1_2",
            "-cert",
            caller.certificates().toString(),
            "-key",
            caller.key().toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("alert protocol version");
    assertThat(run.out()).doesNotContain("HTTP/1.1");
  }

  @Test
  @Tag("needs-openssl")
  void handshake_noCertificate_isRefused() {
    Programs.need("openssl");
    CommandRun run = sClient(REQUEST, "-quiet");
    assertThat(run.err()).contains("alert certificate required");
    assertThat(run.out()).doesNotContain("HTTP/1.1");
    assertRecorded("no-certificate");
  }

  @Test
  @Tag("needs-openssl")
  void handshake_certificateOfAnotherCa_isRefused() {
    Programs.need("openssl");
    Path folder = mesh.folder();
    String id = "subjectAltName=critical,URI:" + caller.spiffeId();
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        .with("-keyout", "other.key", "-out", "other.pem", "-days", "1", "-subj", "/O=Other")
        .with("-addext", "basicConstraints=critical,CA:TRUE")
        .with("-addext", "subjectAltName=URI:spiffe://acme.test")
        .with("-addext", "keyUsage=critical,keyCertSign")
        .run();
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        .with("-CA", "other.pem", "-CAkey", "other.key", "-keyout", "forged.key")
        .with("-out", "forged.pem", "-days", "1", "-subj", "/O=Other", "-addext", id)
        .with("-addext", "basicConstraints=critical,CA:FALSE")
        .with("-addext", "keyUsage=critical,digitalSignature")
        .with("-addext", "extendedKeyUsage=serverAuth,clientAuth")
        .run();
    CommandRun run =
        sClient(
            REQUEST,
            "-quiet",
            "-cert",
            folder.resolve("forged.pem").toString(),
            "-key",
            folder.resolve("forged.key").toString());
    assertThat(run.err()).contains("alert unknown ca");
    assertThat(run.out()).doesNotContain("HTTP/1.1");
    assertRecorded("untrusted");
  }

  @Test
  @Tag("needs-curl")
  void request_rightSpiffeId_isAnswered() {
    Programs.need("curl");
    CommandRun run = curl(caller, "/orders");
    assertThat(run.out()).as(run.toString()).startsWith("HTTP/1.1 200");
    assertThat(run.out()).contains("URI=" + caller.spiffeId());
  }

  @Test
  @Tag("needs-curl")
  void request_wrongSpiffeId_isDeniedAndExplainedByFileAndLine() {
    Programs.need("curl");
    CommandRun run = curl(outsider, "/orders");
    assertThat(run.out()).as(run.toString()).startsWith("HTTP/1.1 403");
    Matcher id = DECISION.matcher(run.out());
    assertThat(id.find()).as(run.out()).isTrue();
    JsonNode explained = explain(id.group(1));
    assertThat(explained.get("allowed").booleanValue()).isFalse();
    assertThat(explained.get("rule").textValue()).matches(".*orders\\.yaml:\\d+");
    assertThat(explained.get("reason").textValue()).isNotEmpty();
  }

  @Test
  @Tag("needs-curl")
  void request_noCertificate_fails() {
    Programs.need("curl");
    CommandRun run = mesh.commands().run("", List.of("curl", "-ski", "-m", "10", url("/orders")));
    assertThat(run.exit()).isNotZero();
    assertThat(run.out()).isEmpty();
  }

  @Test
  void request_workloadWithoutRights_isDeniedWithADecisionId() {
    Caller.Response response = Caller.get(mesh.outbound("stranger", "orders"), "/orders");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body()).doesNotContain("orders.yaml");
    assertThat(explain(response.decisionId()).get("rule").textValue())
        .matches(".*orders\\.yaml:\\d+");
  }

  private static JsonNode explain(String decisionId) {
    // The proxy writes its records asynchronously.
    List<CommandRun> last = new ArrayList<>();
    Eventually.until(
        "the record of " + decisionId,
        () -> {
          last.addFirst(mesh.command("policy", "explain", decisionId, "-o", "json"));
          return last.getFirst().exit() == 0;
        });
    return last.getFirst().json();
  }

  private static void assertRecorded(String cause) {
    Eventually.until(
        "a record of a refused connection: " + cause,
        () ->
            Records.of(mesh.audit("proxy-1"), TrafficRecord.Connection.class).stream()
                .anyMatch(c -> c.outcome().equals("rejected") && c.cause().equals(cause)));
  }

  private static CommandRun curl(OwnIdentity identity, String path) {
    return mesh.commands()
        .run(
            "",
            List.of(
                "curl",
                "-ski",
                "-m",
                "10",
                "--cert",
                identity.certificates().toString(),
                "--key",
                identity.key().toString(),
                url(path)));
  }

  private static String url(String path) {
    return "https://" + mesh.inbound("orders") + path;
  }

  /// Talks through `openssl s_client`; a pipe that stays open a moment, or it would leave before
  /// the answer is there.
  private static CommandRun sClient(String input, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "(cat; sleep 1) | timeout 10 openssl s_client \"$@\"",
                "s_client",
                "-connect",
                mesh.inbound("orders")));
    command.addAll(List.of(options));
    return mesh.commands().run(input, command);
  }

  private static Openssl openssl(String... arguments) {
    return new Openssl(List.of()).with("openssl").with(arguments);
  }

  private record Openssl(List<String> command) {

    Openssl with(String... more) {
      List<String> all = new ArrayList<>(command);
      all.addAll(List.of(more));
      return new Openssl(all);
    }

    void run() {
      mesh.commands().run("", command).exits(0);
    }
  }
}
