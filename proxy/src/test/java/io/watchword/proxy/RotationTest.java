package io.watchword.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.proxy.config.ListenProtocol;
import io.watchword.proxy.identity.IdentitySnapshot;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.upstream.Upstream;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// SVIDs and roots change while connections go on.
@Timeout(60)
@ExtendWith(Leaks.class)
class RotationTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

  @Test
  void rootRotation_underLoad_failsNoRequest() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      Upstream<HttpUpstream> mesh = proxy.upstream(TestProxy.ORDERS, in);
      InetSocketAddress out = proxy.outbound(ListenProtocol.HTTP, mesh);
      RotationDrain ordersDrain = drain(proxy, "orders");
      RotationDrain webDrain = drain(proxy, "web");
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger answered = new AtomicInteger();
      Queue<String> failures = new ConcurrentLinkedQueue<>();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (!stop.get()) {
                        try (TestClient client = TestClient.plain(out)) {
                          for (int n = 0; n < 20; n++) {
                            client.send(GET).readUntil("ok");
                            answered.incrementAndGet();
                          }
                        } catch (Exception e) {
                          failures.add(e.toString());
                        }
                      }
                    }));
      }
      TestCa oldRoot = proxy.root;
      TestCa oldIssuer = proxy.issuer;
      for (int round = 0; round < 5; round++) {
        TestCa newRoot = TestCa.root("example.org");
        TestCa newIssuer = newRoot.intermediate();
        // Trust both, then show the new one, then drop the old one: as gates make it happen.
        swap(proxy, oldIssuer, mesh, ordersDrain, webDrain, oldRoot, newRoot);
        passed(answered, 50);
        swap(proxy, newIssuer, mesh, ordersDrain, webDrain, oldRoot, newRoot);
        String old = TestProxy.snapshot(oldIssuer, TestProxy.WEB, oldRoot).rootSha256();
        Await.until(
            "no connection under the old root",
            () -> !proxy.registry.countByRoot("orders").containsKey(old));
        swap(proxy, newIssuer, mesh, ordersDrain, webDrain, newRoot);
        passed(answered, 50);
        oldRoot = newRoot;
        oldIssuer = newIssuer;
      }
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failures).isEmpty();
      assertThat(answered.get()).isGreaterThan(500);
    }
  }

  private static void passed(AtomicInteger answered, int more) {
    int goal = answered.get() + more;
    Await.until(more + " more requests", () -> answered.get() >= goal);
  }

  private static RotationDrain drain(TestProxy proxy, String workload) {
    RotationDrain drain =
        new RotationDrain(workload, proxy.registry, Duration.ofSeconds(30), proxy.clock);
    drain.changed(
        TestProxy.snapshot(
            proxy.issuer, workload.equals("web") ? TestProxy.WEB : TestProxy.ORDERS, proxy.root));
    return drain;
  }

  private static void swap(
      TestProxy proxy,
      TestCa issuer,
      Upstream<HttpUpstream> mesh,
      RotationDrain ordersDrain,
      RotationDrain webDrain,
      TestCa... trusted) {
    IdentitySnapshot orders = TestProxy.snapshot(issuer, TestProxy.ORDERS, trusted);
    proxy.orders.swap(orders);
    ordersDrain.changed(orders);
    IdentitySnapshot web = TestProxy.snapshot(issuer, TestProxy.WEB, trusted);
    proxy.web.swap(web);
    mesh.retireAll();
    webDrain.changed(web);
  }

  @Test
  void openTcpConnection_survivesANewSvid() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application =
            new TestApplication(
                socket -> socket.getInputStream().transferTo(socket.getOutputStream()))) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.TCP, application.address());
      try (TestClient client = TestClient.tls(in, proxy.issuer.leaf(TestProxy.WEB))) {
        client.send("one\n").readUntil("one\n");
        proxy.orders.swap(TestProxy.snapshot(proxy.issuer, TestProxy.ORDERS, proxy.root));
        client.send("two\n").readUntil("two\n");
      }
      Await.until("closed", () -> proxy.registry.count() == 0);
    }
  }

  @Test
  void untrustedRoot_endsItsConnectionsAndRefusesNewOnes() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      RotationDrain drain = drain(proxy, "orders");
      try (TestClient client = TestClient.tls(in, proxy.issuer.leaf(TestProxy.WEB))) {
        client.send(GET).readUntil("ok");
        TestCa newRoot = TestCa.root("example.org");
        IdentitySnapshot snapshot =
            TestProxy.snapshot(newRoot.intermediate(), TestProxy.ORDERS, newRoot);
        proxy.orders.swap(snapshot);
        drain.changed(snapshot);
        assertThat(client.isEnded()).isTrue();
      }
      try (TestClient client = TestClient.tls(in, proxy.issuer.leaf(TestProxy.WEB))) {
        assertThat(client.isEnded()).isTrue();
      }
      Await.until("recorded", () -> !proxy.connections("inbound", "rejected").isEmpty());
      assertThat(proxy.connections("inbound", "rejected").getFirst().cause())
          .isEqualTo("untrusted");
    }
  }

  @Test
  void drain_idleHttpConnection_endsWithItsNextAnswer() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient client = TestClient.tls(in, proxy.issuer.leaf(TestProxy.WEB))) {
        client.send(GET).readUntil("ok");
        proxy.registry.drainAll();
        assertThat(client.send(GET).readAll()).contains("connection: close\r\n").endsWith("ok");
      }
    }
  }

  @Test
  void finish_freshHttpConnection_stillAnswersItsFirstRequest() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      try (TestClient client = TestClient.tls(in, proxy.issuer.leaf(TestProxy.WEB))) {
        Await.until("the connection to be counted", () -> !proxy.registry.isEmpty());
        proxy.registry.finishAll();
        assertThat(client.send(GET).readAll()).contains("connection: close\r\n").endsWith("ok");
      }
    }
  }
}
