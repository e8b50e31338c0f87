package io.watchword.authz.decision.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchword.authz.decision.Decision;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same questions, answered by the real OPA.
@Tag("needs-opa")
class RealOpaTest {

  private static final String POLICY =
      """
      package watchword.request

      default allow := false

      allow if {
        input.source.spiffe_id == "spiffe://example.org/ns/shop/sa/web"
        input.destination.labels.app == "orders"
        input.request.method == "GET"
        input.parsed_path == ["orders", "7"]
        input.attributes.request.http.method == "GET"
      }

      envoy := {"allowed": false, "reason": "not today"}
      """;

  @TempDir private Path folder;
  private Optional<Process> opa = Optional.empty();
  private int port;

  @BeforeEach
  void startOpa() throws IOException {
    Optional<String> binary = opaOnThisMachine();
    assumeTrue(binary.isPresent(), "needs-opa: no opa on the path");
    port = freePort();
    start(binary.get());
  }

  @AfterEach
  void stopOpa() throws InterruptedException {
    if (opa.isPresent()) opa.get().destroyForcibly().waitFor();
  }

  @Test
  void decide_policyAllows_allows() {
    assertThat(decideWhenReady("/orders/7").allows()).isTrue();
  }

  @Test
  void decide_policyDoesNotAllow_denies() {
    decideWhenReady("/orders/7");
    assertThat(decide("watchword/request/allow", "/orders/8")).isInstanceOf(Decision.Deny.class);
  }

  @Test
  void decide_objectOfEnvoysPlugin_deniesWithItsReason() {
    decideWhenReady("/orders/7");
    assertThat(decide("watchword/request/envoy", "/orders/7"))
        .isInstanceOfSatisfying(
            Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo("not today"));
  }

  @Test
  void decide_noSuchDocument_fails() {
    decideWhenReady("/orders/7");
    assertThat(decide("no/such/document", "/orders/7"))
        .isEqualTo(
            new Decision.Failed(
                "opa: `data.no.such.document` is undefined (expected: true, false or an object"
                    + " with `allowed`)"));
  }

  @Test
  void decide_opaKilled_deniesAndAllowsAgainWhenItIsBack() throws Exception {
    try (var point = point("watchword/request/allow")) {
      Await.until("opa allows", () -> allows(point));
      opa.orElseThrow().destroyForcibly().waitFor();
      assertThat(join(point.decide(Facts.request("GET", "/orders/7"))))
          .isInstanceOf(Decision.Failed.class);
      start(opaOnThisMachine().orElseThrow());
      Await.until("opa allows again", () -> allows(point));
    }
  }

  private static boolean allows(OpaRestDecisionPoint point) {
    return join(point.decide(Facts.request("GET", "/orders/7"))).allows();
  }

  private Decision decideWhenReady(String path) {
    try (var point = point("watchword/request/allow")) {
      Await.until("opa allows", () -> join(point.decide(Facts.request("GET", path))).allows());
      return join(point.decide(Facts.request("GET", path)));
    }
  }

  private Decision decide(String document, String path) {
    try (var point = point(document)) {
      return join(point.decide(Facts.request("GET", path)));
    }
  }

  private OpaRestDecisionPoint point(String document) {
    return OpaRestDecisionPoint.connect(
        new OpaRestConfig(
            URI.create("http://127.0.0.1:" + port),
            OpaRestConfig.DEFAULT_CONNECTION,
            document,
            Duration.ofSeconds(5)));
  }

  private static Decision join(CompletionStage<Decision> decision) {
    return decision.toCompletableFuture().join();
  }

  private void start(String binary) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.rego"), POLICY);
    opa =
        Optional.of(
            new ProcessBuilder(
                    binary,
                    "run",
                    "--server",
                    "--addr",
                    "127.0.0.1:" + port,
                    "--disable-telemetry",
                    policy.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("opa.log").toFile())
                .start());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<String> opaOnThisMachine() {
    Stream<Path> named = Optional.ofNullable(System.getenv("WATCHWORD_OPA")).map(Path::of).stream();
    Stream<Path> onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "opa"));
    return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst().map(Path::toString);
  }
}
