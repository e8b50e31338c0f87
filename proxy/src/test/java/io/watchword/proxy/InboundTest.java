package io.watchword.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.api.record.TrafficRecord;
import io.watchword.proxy.config.ListenProtocol;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(Leaks.class)
class InboundTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String GET = "GET /orders HTTP/1.1\r\nhost: orders\r\n\r\n";

  @Test
  void http_allowedRequest_isForwarded() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient client = TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB))) {
        assertThat(client.send(GET).readUntil("ok")).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(client.send(GET).readUntil("ok")).startsWith("HTTP/1.1 200 OK\r\n");
      }
      assertThat(application.heads).hasSize(2);
      assertThat(application.heads.getFirst())
          .startsWith(
              "GET /orders HTTP/1.1\r\nhost: orders\r\nx-forwarded-client-cert: By="
                  + TestProxy.ORDERS
                  + ";Hash=")
          .contains(";URI=" + TestProxy.WEB + "\r\n");
      assertThat(proxy.connections("inbound", "accepted")).hasSize(1);
    }
  }

  @Test
  void http_connectionBeyondThePeersCertificate_endsWithTheNextAnswer() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      Instant now = proxy.clock.instant();
      TestSvid svid =
          proxy.issuer.leaf(
              TestProxy.WEB, leaf -> leaf.validity(now.minusSeconds(10), now.plusSeconds(3)));
      try (TestClient client = TestClient.tls(at, svid)) {
        assertThat(client.send(GET).readUntil("ok")).doesNotContain("connection: close");
        Await.until(
            "last answer",
            () -> {
              try {
                return client.send(GET).readUntil("ok").contains("connection: close");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        assertThat(client.isEnded()).isTrue();
      }
    }
  }

  @Test
  void http_deniedRequest_is403WithDecisionId() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.policy.requests =
          facts -> facts.path().equals("/orders") ? ScriptedPolicy.DENY : ScriptedPolicy.ALLOW;
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient client = TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB))) {
        String head = client.send(GET).readHead();
        assertThat(head).startsWith("HTTP/1.1 403 Forbidden\r\nx-watchword-decision-id: d-");
        client.readUntil("\n");
        client.send("GET /free HTTP/1.1\r\nhost: orders\r\n\r\n").readUntil("ok");
        TrafficRecord.Denial denial =
            (TrafficRecord.Denial)
                proxy.records.stream()
                    .filter(TrafficRecord.Denial.class::isInstance)
                    .findFirst()
                    .orElseThrow();
        assertThat(head).contains(denial.decisionId());
        assertThat(denial.rule()).isEqualTo("test.yaml:2");
      }
      assertThat(application.heads).hasSize(1);
    }
  }

  @Test
  void tcp_serverSpeaksFirst_isRelayed() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application =
            new TestApplication(
                socket -> {
                  TestApplication.write(socket.getOutputStream(), "hello\n");
                  socket.getInputStream().transferTo(socket.getOutputStream());
                  TestApplication.write(socket.getOutputStream(), "bye\n");
                })) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.TCP, application.address());
      InetSocketAddress out = proxy.outbound(ListenProtocol.TCP, TestProxy.ORDERS, in);
      try (TestClient client = TestClient.plain(out)) {
        client.readUntil("hello\n");
        client.send("abc\n");
        client.readUntil("abc\n");
        client.socket.shutdownOutput();
        assertThat(client.readAll()).isEqualTo("bye\n");
      }
      Await.until("closed", () -> proxy.registry.count() == 0);
    }
  }

  @Test
  void http_deniedConnection_isToldSoOnceAndClosed() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.policy.connections = facts -> ScriptedPolicy.DENY;
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient client = TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB))) {
        assertThat(client.send(GET).readHead())
            .startsWith("HTTP/1.1 403 Forbidden\r\nx-watchword-decision-id: d-")
            .contains("connection: close\r\n");
        client.readUntil("\n");
        assertThat(client.isEnded()).isTrue();
      }
      assertThat(application.heads).isEmpty();
      assertThat(proxy.connections("inbound", "rejected")).hasSize(1);
    }
  }

  @Test
  void tcp_denied_isClosedAfterTheHandshake() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.policy.connections = facts -> ScriptedPolicy.DENY;
      InetSocketAddress at = proxy.inbound(ListenProtocol.TCP, application.address());
      try (TestClient client = TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB))) {
        assertThat(client.isEnded()).isTrue();
      }
      TrafficRecord.Connection refused = proxy.connections("inbound", "rejected").getFirst();
      assertThat(refused.cause()).isEqualTo("denied");
      assertThat(refused.decisionId()).startsWith("d-").hasSize(28);
      assertThat(refused.mutual()).isTrue();
    }
  }

  @Test
  void http_throughBothProxies_isForwarded() throws IOException {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      InetSocketAddress out = proxy.outbound(ListenProtocol.HTTP, TestProxy.ORDERS, in);
      try (TestClient client = TestClient.plain(out)) {
        for (int i = 0; i < 50; i++) {
          client.send(GET).readUntil("ok");
        }
      }
      assertThat(application.heads).hasSize(50);
      assertThat(proxy.connections("outbound", "accepted")).hasSize(1);
      assertThat(proxy.connections("inbound", "accepted").getFirst().peerSpiffeId())
          .isEqualTo(TestProxy.WEB);
    }
  }

  @Test
  void detect_silentClientOfAServerThatSpeaksFirst_isRelayed() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = greeting()) {
      InetSocketAddress at = proxy.inbound(ListenProtocol.DETECT, application.address());
      try (TestClient client = TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB))) {
        client.readUntil("hello\n");
        client.send("abc\n").readUntil("abc\n");
        client.send(GET).readUntil("orders\r\n\r\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GET, "\r\nGET /orders HTTP/1.1\r\n", "GET"})
  void detect_silenceBeforeHttp_isNoWayAroundTheRulesForRequests(String late) throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = greeting()) {
      proxy.policy.requests = facts -> ScriptedPolicy.DENY;
      InetSocketAddress at = proxy.inbound(ListenProtocol.DETECT, application.address());
      try (TestClient client = TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB))) {
        client.readUntil("hello\n");
        // An echo would show that it reached the application.
        assertThat(client.send(late).isEnded()).isTrue();
      }
    }
  }

  private static TestApplication greeting() throws IOException {
    return new TestApplication(
        socket -> {
          TestApplication.write(socket.getOutputStream(), "hello\n");
          socket.getInputStream().transferTo(socket.getOutputStream());
        });
  }
}
