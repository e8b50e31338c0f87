package io.watchword.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.api.record.TrafficRecord;
import io.watchword.proxy.config.ListenProtocol;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is turned away before a byte of theirs reaches the application, and what is written down
/// about it.
@Timeout(60)
@ExtendWith(Leaks.class)
class RefusedConnectionsTest {

  private static final String GET = "GET /orders HTTP/1.1\r\nhost: orders\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  private static TestSvid svid(TestProxy proxy, String kind) {
    return switch (kind) {
      case "untrusted" -> TestCa.root("example.org").leaf(TestProxy.WEB);
      case "wrong-trust-domain" ->
          TestCa.root("other.example").leaf("spiffe://other.example/ns/shop/sa/web");
      case "expired" ->
          proxy.issuer.leaf(
              TestProxy.WEB, c -> c.validity(LONG_AGO, LONG_AGO.plus(Duration.ofDays(1))));
      case "not-yet-valid" ->
          proxy.issuer.leaf(
              TestProxy.WEB,
              c ->
                  c.validity(
                      Instant.parse("2048-01-01T00:00:00Z"),
                      Instant.parse("2049-01-01T00:00:00Z")));
      case "invalid-svid" ->
          proxy.issuer.leaf(
              TestProxy.WEB,
              c ->
                  c.keyUsage(
                      true, TestCertificate.DIGITAL_SIGNATURE, TestCertificate.KEY_CERT_SIGN));
      default -> proxy.issuer.leaf(TestProxy.WEB);
    };
  }

  @ParameterizedTest
  @CsvSource({"untrusted", "wrong-trust-domain", "expired", "not-yet-valid", "invalid-svid"})
  void handshake_badCertificate_isRefusedWithItsReason(String cause) throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      assertThat(isRefused(at, Optional.of(svid(proxy, cause)), "TLSv1.3")).isTrue();
      assertThat(onlyRejection(proxy).cause()).isEqualTo(cause);
      assertThat(application.heads).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,no-certificate", "TLSv1.2,no-common-parameters"})
  void handshake_withoutWhatIsAsked_isRefusedWithItsReason(String version, String cause)
      throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      assertThat(isRefused(at, Optional.empty(), version)).isTrue();
      assertThat(onlyRejection(proxy).cause()).isEqualTo(cause);
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP", "TCP", "DETECT"})
  void plaintext_isRefusedAsNotTls(ListenProtocol protocol) throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress at = proxy.inbound(protocol, application.address());
      try (TestClient client = TestClient.plain(at)) {
        client.send(GET);
        while (!client.isEnded()) {
          // An alert may come first.
        }
      }
      assertThat(onlyRejection(proxy).cause()).isEqualTo("not-tls");
    }
  }

  @Test
  void withoutIdentity_everyConnectionIsRefused() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.orders.close();
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      assertThat(isRefused(at, Optional.of(svid(proxy, "good")), "TLSv1.3")).isTrue();
      assertThat(onlyRejection(proxy).cause()).isEqualTo("no-identity");
    }
  }

  @Test
  void withoutPolicy_everyConnectionIsRefused() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.policyInForce = false;
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      assertThat(isRefused(at, Optional.of(svid(proxy, "good")), "TLSv1.3")).isTrue();
      assertThat(onlyRejection(proxy).cause()).isEqualTo("no-policy");
      proxy.policyInForce = true;
      try (TestClient client = TestClient.tls(at, svid(proxy, "good"))) {
        client.send(GET).readUntil("ok");
      }
    }
  }

  @Test
  void tooManyConnections_areClosedBeforeTls() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.maxConnections = 2;
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient one = TestClient.tls(at, svid(proxy, "good"));
          TestClient two = TestClient.tls(at, svid(proxy, "good"))) {
        one.send(GET).readUntil("ok");
        two.send(GET).readUntil("ok");
        assertThat(isRefused(at, Optional.of(svid(proxy, "good")), "TLSv1.3")).isTrue();
      }
      assertThat(onlyRejection(proxy).cause()).isEqualTo("limit");
      Await.until("room again", () -> proxy.registry.count() == 0);
      try (TestClient three = TestClient.tls(at, svid(proxy, "good"))) {
        three.send(GET).readUntil("ok");
      }
    }
  }

  @Test
  void tooManyFromOneAddress_areClosedBeforeTls() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.maxPerAddress = 1;
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient one = TestClient.tls(at, svid(proxy, "good"))) {
        one.send(GET).readUntil("ok");
        assertThat(isRefused(at, Optional.of(svid(proxy, "good")), "TLSv1.3")).isTrue();
      }
      assertThat(onlyRejection(proxy).cause()).isEqualTo("limit");
    }
  }

  @Test
  void silentClient_isClosedAfterTheHandshakeTime() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      proxy.timeouts = Settings.timeouts().handshake(Duration.ofMillis(200)).build();
      InetSocketAddress at = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient client = TestClient.plain(at)) {
        assertThat(client.isEnded()).isTrue();
      }
      assertThat(onlyRejection(proxy).cause()).isEqualTo("limit");
    }
  }

  @Test
  void outbound_otherPeerThanExpected_getsNothing() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      InetSocketAddress out =
          proxy.outbound(ListenProtocol.HTTP, "spiffe://example.org/ns/shop/sa/ledger", in);
      try (TestClient client = TestClient.plain(out)) {
        assertThat(client.send(GET).readHead())
            .startsWith("HTTP/1.1 503 ")
            .contains("x-watchword-error: upstream-tls-failed\r\n");
      }
      assertThat(proxy.connections("outbound", "rejected").getFirst().cause())
          .isEqualTo("unexpected-peer");
      assertThat(application.heads).isEmpty();
    }
  }

  @Test
  void outbound_withoutIdentity_answers503() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      InetSocketAddress out = proxy.outbound(ListenProtocol.HTTP, TestProxy.ORDERS, in);
      proxy.web.close();
      try (TestClient client = TestClient.plain(out)) {
        assertThat(client.send(GET).readHead())
            .startsWith("HTTP/1.1 503 ")
            .contains("x-watchword-error: no-identity\r\n");
      }
    }
  }

  private static boolean isRefused(InetSocketAddress at, Optional<TestSvid> svid, String version) {
    try (TestClient client = TestClient.tls(at, svid, version)) {
      client.send(GET);
      return client.isEnded();
    } catch (IOException e) {
      return true;
    }
  }

  private static TrafficRecord.Connection onlyRejection(TestProxy proxy) {
    Await.until("rejection", () -> !proxy.connections("inbound", "rejected").isEmpty());
    assertThat(proxy.connections("inbound", "rejected")).hasSize(1);
    return proxy.connections("inbound", "rejected").getFirst();
  }
}
