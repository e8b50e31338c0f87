package io.watchword.authz.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.activation.BundleActivator;
import io.watchword.authz.activation.LastGoodBundle;
import io.watchword.authz.activation.RegoAndYaml;
import io.watchword.authz.build.PolicyCompiler;
import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.load.DecisionPoints;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.bundles.download.BundleDownloader;
import io.watchword.bundles.download.DownloadListener;
import io.watchword.bundles.download.DownloadSettings;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import io.watchword.tests.fakes.FakeX509Source;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A policy's whole way: file, compiler, signed bundle, mutual TLS, verification, activation,
/// decision.
class PolicyJourneyTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String INTRUDER = "spiffe://example.org/ns/shop/sa/intruder";

  /// Not the default: what enforces must learn it from the bundle.
  private static final String ROOT_NAMESPACE = "mesh-policies";

  private static final String MESH_WIDE =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: { name: nobody-from-shop, namespace: mesh-policies }
      spec:
        action: DENY
        rules:
          - from: [{ source: { namespaces: [shop] } }]
      """;

  private static final String POLICY =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: { name: ledger-callers, namespace: shop }
      spec:
        selector: { matchLabels: { app: ledger } }
        action: ALLOW
        rules:
          - from: [{ source: { principals: ["example.org/ns/shop/sa/%s"] } }]
      """;

  @TempDir private Path temp;
  private final BundleKeys keys = BundleKeys.generate();
  private final TestCa ca = TestCa.root("example.org");
  private final List<PolicyRecord> records = new CopyOnWriteArrayList<>();
  private BundleActivator<LoadedPolicy> activator;
  private DecisionPoint point;
  private Path policy;
  private AuthzServer server;
  private Optional<BundleDownloader> downloader = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    Path policies = Files.createDirectory(temp.resolve("policies"));
    policy = Files.writeString(policies.resolve("ledger.yaml"), POLICY.formatted("web"));
    Files.writeString(temp.resolve("key.pem"), keys.privatePem());
    server = AuthzServer.start(config(), outside());
    activator = activator();
    point =
        DecisionPoints.local(
            activator::current,
            DefaultAction.DENY,
            new Destination(
                "ledger",
                "spiffe://example.org/ns/shop/sa/ledger",
                "shop",
                "ledger",
                Map.of("app", "ledger")));
    downloader = Optional.of(download());
  }

  @AfterEach
  void stop() {
    downloader.ifPresent(BundleDownloader::close);
    server.close();
  }

  @Test
  void policy_served_decidesAndNamesItsLine() {
    Await.until("web is allowed", () -> decide(WEB).allows());
    assertThat(decide(WEB))
        .isInstanceOfSatisfying(
            Decision.Allow.class,
            allow -> assertThat(allow.rule().location()).isEqualTo("policies/ledger.yaml:8"));
    assertThat(decide(INTRUDER)).isInstanceOf(Decision.Deny.class);
    assertThat(point.policyDigest()).isEqualTo(server.policies().get("policy_digest"));
  }

  @Test
  void policy_changed_decidesDifferentlyWithoutARestart() throws IOException {
    Await.until("web is allowed", () -> decide(WEB).allows());
    Files.writeString(policy, POLICY.formatted("intruder"));
    Await.until("the intruder is allowed", () -> decide(INTRUDER).allows());
    assertThat(decide(WEB).allows()).isFalse();
  }

  @Test
  void policy_deniesInACustomRootNamespace_deniesInEveryNamespace() throws IOException {
    Await.until("web is allowed", () -> decide(WEB).allows());
    Files.writeString(policy.resolveSibling("mesh-wide.yaml"), MESH_WIDE);
    Await.until("web is denied", () -> !decide(WEB).allows());
    assertThat(decide(WEB))
        .isInstanceOfSatisfying(
            Decision.Deny.class,
            deny -> assertThat(deny.rule().location()).isEqualTo("policies/mesh-wide.yaml:7"));
  }

  @Test
  void policy_broken_lastGoodOneGoesOn() throws IOException {
    Await.until("web is allowed", () -> decide(WEB).allows());
    Files.writeString(policy, POLICY.replace("principals", "principal").formatted("intruder"));
    Await.until(
        "the policy is refused",
        () -> records.stream().anyMatch(PolicyRecord.PolicyRefused.class::isInstance));
    assertThat(decide(WEB).allows()).isTrue();
    assertThat(decide(INTRUDER).allows()).isFalse();
  }

  @Test
  void policy_authzGone_restartedEnforcerEnforcesTheLastGoodOne() {
    Await.until("web is allowed", () -> decide(WEB).allows());
    downloader.ifPresent(BundleDownloader::close);
    server.close();
    BundleActivator<LoadedPolicy> restarted = activator();
    restarted.restore();
    assertThat(restarted.current().map(LoadedPolicy::digest)).contains(point.policyDigest());
  }

  @Test
  void policy_none_everythingIsDenied() {
    DecisionPoint empty =
        DecisionPoints.local(
            Optional::empty,
            DefaultAction.ALLOW,
            new Destination("x", "spiffe://example.org/x", "x", "x", Map.of()));
    assertThat(empty.decide(connection(WEB)).toCompletableFuture().join())
        .isInstanceOf(Decision.Failed.class);
  }

  private Decision decide(String source) {
    return point.decide(connection(source)).toCompletableFuture().join();
  }

  private static ConnectionFacts connection(String source) {
    return new ConnectionFacts(
        "c-1",
        new ConnectionFacts.Source(source, "127.0.0.1", 40000, "1", "ab", "2026-03-01T13:00:00Z"),
        new Destination(
            "ledger",
            "spiffe://example.org/ns/shop/sa/ledger",
            "shop",
            "ledger",
            Map.of("app", "ledger")),
        "127.0.0.1",
        9000,
        "tcp",
        new ConnectionFacts.Tls("TLSv1.3", "", "", "", ""));
  }

  private BundleActivator<LoadedPolicy> activator() {
    return new BundleActivator<>(
        VerificationKeys.fromPem(keys.publicPem()),
        new RegoAndYaml(LoadSettings.DEFAULT),
        new BundleActivator.Outside(
            "proxy-1", records::add, LastGoodBundle.in(temp.resolve("state")), FakeClock.start()));
  }

  private BundleDownloader download() {
    return BundleDownloader.start(
        DownloadSettings.of(
            URI.create("https://" + server.address() + "/bundles/mesh.tar.gz"), Optional.empty()),
        BundleDownloader.Identity.of(FakeX509Source.of(FakeX509Source.context(ca, WEB, ca))),
        Optional.empty(),
        new BundleDownloader.Outside(
            new DownloadListener() {
              @Override
              public boolean onBundle(byte[] archive) {
                activator.receive(archive);
                return true;
              }

              @Override
              public void onUnchanged() {}

              @Override
              public void onFailure(String code, String why, Duration retryIn) {}
            },
            FakeClock.start(),
            new Random(1)));
  }

  private AuthzConfig config() {
    return new AuthzConfig(
        List.of(temp.resolve("policies")),
        new AuthzConfig.Identity(new UnixSocket(Path.of("agent.sock")), Optional.empty()),
        new AuthzConfig.Bundles(
            new HostPort("127.0.0.1", 0), temp.resolve("key.pem"), "/bundles/mesh.tar.gz"),
        new HostPort("127.0.0.1", 0),
        ROOT_NAMESPACE,
        Optional.empty(),
        Path.of("state"),
        Optional.empty());
  }

  private AuthzServer.Outside outside() {
    return new AuthzServer.Outside(
        FakeX509Source.of(FakeX509Source.context(ca, "spiffe://example.org/watchword/authz", ca)),
        new PolicyCompiler(ROOT_NAMESPACE),
        records::add,
        new Health(),
        new SimpleMeterRegistry(),
        FakeClock.start());
  }
}
