package io.watchword.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.TrafficRecord;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.proxy.config.ProxyConfig;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole proxy from its configuration file: identities and policies from files.
@Timeout(60)
class ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String GET = "GET /orders HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final String POLICY =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: orders, namespace: shop}
      spec:
        action: ALLOW
        rules:
          - from: [{source: {principals: ["example.org/ns/shop/sa/web"]}}]
            to: [{operation: {paths: ["%s"]}}]
      """;

  @TempDir Path folder;

  private final TestCa root = TestCa.root("example.org");
  private final TestCa issuer = root.intermediate();
  private final Queue<AuditRecord> records = new ConcurrentLinkedQueue<>();
  private final Health health = new Health();
  private final CountDownLatch ready = new CountDownLatch(1);

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Path draft = folder.resolve(name + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private void writeSvid(TestSvid svid) throws IOException {
    write("svid.pem", svid.certificatePem());
    write("svid.key", svid.keyPem());
    write("bundle.pem", root.pem());
  }

  private Proxy start(InetSocketAddress application) {
    String yaml =
        """
        trust-domain: example.org
        workloads:
          - name: orders
            namespace: shop
            labels: {app: orders}
            identity: {files: {certificates: svid.pem, key: svid.key, bundle: bundle.pem}}
            inbound: [{listen: "127.0.0.1:0", forward-to: "127.0.0.1:%d", protocol: http}]
        policies: {files: [policies/]}
        timeouts: {drain: 2s}
        """
            .formatted(application.getPort());
    ProxyConfig config =
        ConfigReader.parse(folder.resolve("proxy.yaml").toString(), yaml, ProxyConfig.class);
    return Proxy.start(
        config,
        new Surroundings(
            InstantSource.system(),
            new SecureRandom(),
            health,
            new SimpleMeterRegistry(),
            new ListedLog(records),
            "proxy-1",
            ready::countDown));
  }

  private static InetSocketAddress inbound(Proxy proxy) {
    return HostPort.parse(proxy.workloads().getFirst().bound().getFirst().listen())
        .toInetSocketAddress();
  }

  private TestClient web(Proxy proxy) throws IOException {
    return TestClient.tls(inbound(proxy), issuer.leaf(TestProxy.WEB));
  }

  @Test
  void start_fromFiles_enforcesThem() throws Exception {
    writeSvid(issuer.leaf(TestProxy.ORDERS));
    write("policies/orders.yaml", POLICY.formatted("/orders"));
    try (TestApplication application = TestApplication.answering(OK);
        Proxy proxy = start(application.address());
        TestClient client = web(proxy)) {
      ready.await();
      assertThat(health.ready()).isTrue();
      assertThat(client.send(GET).readUntil("ok")).startsWith("HTTP/1.1 200 ");
      client.send("GET /secret HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
    }
    TrafficRecord.Denial denial =
        records.stream()
            .filter(TrafficRecord.Denial.class::isInstance)
            .map(TrafficRecord.Denial.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(denial.facts()).containsEntry("request.path", "/secret");
    assertThat(records)
        .anySatisfy(
            record ->
                assertThat(record)
                    .isInstanceOfSatisfying(
                        TrafficRecord.Allowed.class,
                        allowed -> assertThat(allowed.rule()).isEqualTo("policies/orders.yaml:7")));
  }

  @Test
  void policyChange_isEnforcedWithoutARestart_andABrokenOneIsNot() throws Exception {
    writeSvid(issuer.leaf(TestProxy.ORDERS));
    write("policies/orders.yaml", POLICY.formatted("/orders"));
    try (TestApplication application = TestApplication.answering(OK);
        Proxy proxy = start(application.address());
        TestClient client = web(proxy)) {
      client.send(GET).readUntil("ok");
      write("policies/orders.yaml", POLICY.formatted("/else"));
      Await.until("denied", () -> status(client).equals("403"));
      write("policies/orders.yaml", "action: [");
      Await.until("noticed", () -> !proxy.policies().describe().get("last_problem").equals(""));
      assertThat(status(client)).isEqualTo("403");
      write("policies/orders.yaml", POLICY.formatted("/orders"));
      Await.until("allowed", () -> status(client).equals("200"));
    }
  }

  private static String status(TestClient client) {
    try {
      String head = client.send(GET).readHead();
      client.readUntil(head.contains(" 200 ") ? "ok" : "\n");
      return head.substring(9, 12);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void withoutSvid_trafficIsRefusedUntilThereIsOne() throws Exception {
    write("policies/orders.yaml", POLICY.formatted("/orders"));
    try (TestApplication application = TestApplication.answering(OK);
        Proxy proxy = start(application.address())) {
      assertThat(health.ready()).isFalse();
      try (TestClient client = TestClient.plain(inbound(proxy))) {
        assertThat(client.isEnded()).isTrue();
      }
      assertThat(ready.getCount()).isEqualTo(1);
      writeSvid(issuer.leaf(TestProxy.ORDERS));
      ready.await();
      try (TestClient client = web(proxy)) {
        client.send(GET).readUntil("ok");
      }
    }
    assertThat(records)
        .anySatisfy(
            record ->
                assertThat(record)
                    .isInstanceOfSatisfying(
                        TrafficRecord.Connection.class,
                        connection -> assertThat(connection.cause()).isEqualTo("no-identity")));
  }

  @Test
  void drain_answersWhatIsUnderWayAndTakesNoMore() throws Exception {
    writeSvid(issuer.leaf(TestProxy.ORDERS));
    write("policies/orders.yaml", POLICY.formatted("/orders"));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (TestApplication application =
            new TestApplication(
                socket -> {
                  TestApplication.readHead(socket.getInputStream());
                  asked.countDown();
                  try {
                    goOn.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  TestApplication.write(socket.getOutputStream(), OK);
                });
        Proxy proxy = start(application.address());
        TestClient client = web(proxy)) {
      client.send(GET);
      asked.await();
      new AdminPages(proxy).actions().get("/drain").run();
      assertThat(health.ready()).isFalse();
      try (TestClient late = TestClient.plain(inbound(proxy))) {
        assertThat(late.isEnded()).isTrue();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("refused");
      }
      goOn.countDown();
      assertThat(client.readAll()).contains("connection: close\r\n").endsWith("ok");
    }
  }

  @Test
  void adminPages_showWhatIsSo() throws Exception {
    writeSvid(issuer.leaf(TestProxy.ORDERS));
    write("policies/orders.yaml", POLICY.formatted("/orders"));
    try (TestApplication application = TestApplication.answering(OK);
        Proxy proxy = start(application.address());
        TestClient client = web(proxy)) {
      client.send(GET).readUntil("ok");
      AdminPages pages = new AdminPages(proxy);
      assertThat(pages.dumps().get("/connections").get().toString())
          .contains("count=1")
          .contains("peer_spiffe_id=" + TestProxy.WEB);
      assertThat(pages.dumps().get("/identities").get().toString())
          .contains("spiffe_id=" + TestProxy.ORDERS)
          .doesNotContain("PRIVATE");
      assertThat(pages.dumps().get("/policies").get().toString()).contains("in_force=true");
      assertThat(pages.dumps().get("/config_dump").get().toString()).contains("mode=sidecar");
    }
  }

  /// An audit log that is a list.
  private record ListedLog(Queue<AuditRecord> records) implements AuditLog {

    @Override
    public void append(AuditRecord record) {
      records.add(record);
    }

    @Override
    public void offer(AuditRecord record) {
      records.add(record);
    }

    @Override
    public long written() {
      return records.size();
    }

    @Override
    public long dropped() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
