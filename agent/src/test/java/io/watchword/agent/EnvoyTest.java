package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.NeedsEnvoy;
import io.watchword.tests.kit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two real Envoys with identities from our agent: a client's, which takes plain HTTP, and a
/// service's, which asks for a certificate.
@NeedsEnvoy
class EnvoyTest {

  private static final String SHOP = "spiffe://example.org/ns/shop/sa/";

  @TempDir Path folder;
  private AgentHouse house;
  private HttpServer application;
  private EnvoyUnderTest inbound;

  @BeforeEach
  void build() throws IOException {
    house = new AgentHouse(folder);
    // Envoy has no clock but the machine's.
    house.clock.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    for (String name : List.of("web", "orders", "intruder")) {
      house.ca.entry(name, SHOP + name, name, AgentHouse.uid());
    }
    house.startReady();
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext(
        "/",
        exchange -> {
          byte[] body =
              String.valueOf(exchange.getRequestHeaders().getFirst("x-forwarded-client-cert"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    application.start();
    inbound =
        EnvoyUnderTest.start(
            folder,
            "inbound",
            "envoy-inbound.yaml",
            Map.of(
                "APPLICATION_PORT",
                Integer.toString(application.getAddress().getPort()),
                "AGENT_SOCKET",
                house.socket.toString()));
  }

  @AfterEach
  void leave() throws Exception {
    inbound.close();
    application.stop(0);
    house.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROOTCA", "ALL", "TRUSTED_CA", "spiffe://example.org"})
  void envoys_withOurSecrets_speakMutualTls(String rootName) throws Exception {
    try (EnvoyUnderTest outbound = outbound("web", rootName)) {
      HttpResponse<String> answer = outbound.get("http://127.0.0.1:" + outbound.port() + "/");

      assertThat(answer.statusCode()).as(outbound.log()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith("By=" + SHOP + "orders;Hash=")
          .endsWith(";URI=" + SHOP + "web");
    }
  }

  @Test
  void envoy_withAnotherIdentity_isNotLetIn() throws Exception {
    try (EnvoyUnderTest outbound = outbound("intruder", "ROOTCA")) {
      HttpResponse<String> answer = outbound.get("http://127.0.0.1:" + outbound.port() + "/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(inbound.counter("ssl.fail_verify_san")).isPositive();
    }
  }

  @Test
  void envoy_identityThatIsNotItsOwn_isNotGiven() throws Exception {
    try (EnvoyUnderTest outbound = outbound("nobody", "ROOTCA")) {
      Await.until(
          "envoy is told why",
          () -> outbound.log().contains("not entitled to `" + SHOP + "nobody`"));
    }
  }

  @Test
  void rootRotation_underConstantLoad_noRequestFails() throws Exception {
    try (EnvoyUnderTest outbound = outbound("web", "ROOTCA")) {
      String url = "http://127.0.0.1:" + outbound.port() + "/";
      TestCa oldRoot = house.ca.issuingRoot();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger good = new AtomicInteger();
      List<String> failures = new CopyOnWriteArrayList<>();
      List<Thread> load =
          List.of(
              load(outbound, url, stop, good, failures), load(outbound, url, stop, good, failures));
      more(good, 100);
      // As a CA does it: trusted everywhere, then issued under, then distrusted; each step when the
      // proxies have acknowledged the one before.
      TestCa fresh = house.ca.publishNewRoot();
      awaitAcknowledged(house.ca.sequence());
      more(good, 100);
      house.ca.issueUnder(fresh);
      awaitLeavesUnder(FakeCa.sha256Hex(fresh.der()));
      more(good, 100);
      // It comes back with a certificate of its own under the new root.
      house.ca.stop();
      house.ca.start();
      Await.until("the agent is back", () -> house.ca.openStreams() == 1);
      house.ca.distrust(oldRoot);
      awaitAcknowledged(house.ca.sequence());
      more(good, 200);
      stop.set(true);
      for (Thread thread : load) {
        thread.join();
      }

      assertThat(failures).isEmpty();
      assertThat(outbound.counter("cluster.orders.ssl.handshake")).isGreaterThan(50);
      assertThat(inbound.counter("ssl.connection_error")).isZero();
      assertThat(inbound.admin("/certs"))
          .contains(serialText(fresh))
          .doesNotContain(serialText(oldRoot));
    }
  }

  private void awaitAcknowledged(long sequence) {
    Await.until(
        "both Envoys took the bundle",
        () -> {
          tick();
          return house.ca.reports.getLast().getTrustersList().stream()
                      .filter(
                          state ->
                              state.getSpiffeId().equals(SHOP + "web")
                                  || state.getSpiffeId().equals(SHOP + "orders"))
                      .filter(state -> state.getBundleSequence() >= sequence)
                      .count()
                  >= 2
              && house.ca.reports.getLast().getTrustersList().stream()
                  .allMatch(state -> state.getBundleSequence() >= sequence);
        });
  }

  private void awaitLeavesUnder(String root) {
    Await.until(
        "every leaf in use is under the new root",
        () -> {
          tick();
          return house.ca.reports.getLast().getTrustersList().stream()
              .flatMap(state -> state.getPresentedList().stream())
              .allMatch(
                  chain ->
                      java.util.HexFormat.of()
                          .formatHex(chain.getRootSha256().toByteArray())
                          .equals(root));
        });
  }

  private void tick() {
    house.clock.advance(Duration.ofMillis(20));
    house.agent().tick();
  }

  private static void more(AtomicInteger good, int requests) {
    int until = good.get() + requests;
    Await.until(requests + " more requests", () -> good.get() >= until);
  }

  private static Thread load(
      EnvoyUnderTest envoy,
      String url,
      AtomicBoolean stop,
      AtomicInteger good,
      List<String> failures) {
    return Thread.ofPlatform()
        .start(
            () -> {
              while (!stop.get()) {
                try {
                  HttpResponse<String> answer = envoy.get(url);
                  if (answer.statusCode() == 200) {
                    good.incrementAndGet();
                  } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                  }
                } catch (IOException e) {
                  failures.add(e.toString());
                }
              }
            });
  }

  private static String serialText(TestCa root) {
    return "\"serial_number\": \"" + root.certificate().getSerialNumber().toString(16) + "\"";
  }

  private EnvoyUnderTest outbound(String client, String rootName) {
    return EnvoyUnderTest.start(
        folder,
        "outbound-" + client,
        "envoy-outbound.yaml",
        Map.of(
            "CLIENT_NAME",
            client,
            "ROOT_NAME",
            rootName,
            "PEER_PORT",
            Integer.toString(inbound.port()),
            "AGENT_SOCKET",
            house.socket.toString()));
  }
}
