package io.watchword.authz.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.mtls.ExpectedPeer;
import io.watchword.bundles.mtls.MeshTls;
import io.watchword.bundles.signature.BundleKeys;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.workload.X509Context;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.tests.fakes.FakeX509Source;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthzServerTest {

  private static final String SERVER = "spiffe://example.org/watchword/authz";
  private static final String CLIENT = "spiffe://example.org/ns/shop/sa/web";
  private static final BundleKeys KEYS = BundleKeys.generate();

  @TempDir private Path temp;
  private final TestCa ca = TestCa.root("example.org");
  private final FakeX509Source source = FakeX509Source.of(FakeX509Source.context(ca, SERVER, ca));
  private final Health health = new Health();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<HttpClient> clients = new ArrayList<>();
  private Path policy;
  private AuthzServer server;

  @BeforeEach
  void start() throws IOException {
    Path policies = Files.createDirectory(temp.resolve("policies"));
    policy = Files.writeString(policies.resolve("a.rego"), "right");
    Files.writeString(temp.resolve("key.pem"), KEYS.privatePem());
    server = AuthzServer.start(config(), outside());
  }

  @AfterEach
  void stop() {
    clients.forEach(HttpClient::shutdownNow);
    server.close();
  }

  @Test
  void get_member_getsTheSignedBundle() throws Exception {
    HttpResponse<byte[]> response = get(client(), "");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/vnd.openpolicyagent.bundles");
    var bundle =
        new BundleVerifier().verify(response.body(), VerificationKeys.fromPem(KEYS.publicPem()));
    assertThat(bundle.files()).contains(PolicyFile.of("policies/a.rego", "right"));
    assertThat(response.headers().firstValue("ETag")).contains('"' + bundle.digest() + '"');
  }

  @Test
  void get_knownETag_isNotModified() throws Exception {
    assertThat(get(client(), etag()).statusCode()).isEqualTo(304);
    assertThat(get(client(), "W/\"x\", W/" + etag()).statusCode()).isEqualTo(304);
    assertThat(get(client(), "*").statusCode()).isEqualTo(304);
  }

  @Test
  void get_otherETag_getsTheBundleWithoutWaiting() throws Exception {
    assertThat(waiting(client(), "\"sha256:other\"", 3600).get(20, TimeUnit.SECONDS).statusCode())
        .isEqualTo(200);
  }

  @Test
  void get_waits_andIsAnsweredWhenThePolicyChanges() throws Exception {
    String before = etag();
    var answer = waiting(client(), before, 3600);
    Await.until("a request waits", () -> gauge(AuthzMetricNames.WAITING) == 1);
    assertThat(answer.isDone()).isFalse();
    Files.writeString(policy, "right too");
    HttpResponse<byte[]> response = answer.get(20, TimeUnit.SECONDS);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(before);
  }

  @Test
  void get_waitsInVain_isNotModifiedThen() throws Exception {
    assertThat(waiting(client(), etag(), 1).get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(304);
  }

  @Test
  void close_requestWaits_isAnswered() throws Exception {
    var answer = waiting(client(), etag(), 3600);
    Await.until("a request waits", () -> gauge(AuthzMetricNames.WAITING) == 1);
    server.close();
    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(304);
  }

  @Test
  void get_otherPath_isNotFound() throws Exception {
    assertThat(status(client(), request("/bundles/mesh.tar.gz/x").GET())).isEqualTo(404);
    assertThat(status(client(), request("/").GET())).isEqualTo(404);
  }

  @Test
  void post_bundle_isNotAllowed() throws Exception {
    assertThat(
            status(
                client(),
                request("/bundles/mesh.tar.gz").POST(HttpRequest.BodyPublishers.noBody())))
        .isEqualTo(405);
  }

  @Test
  void get_withoutCertificate_failsInTheHandshake() {
    HttpClient client = anonymous();
    assertThatThrownBy(() -> get(client, "")).isInstanceOf(IOException.class);
  }

  @Test
  void get_certificateOfAnotherCa_failsInTheHandshake() {
    HttpClient client = client(FakeX509Source.context(TestCa.root("example.org"), CLIENT, ca));
    assertThatThrownBy(() -> get(client, "")).isInstanceOf(IOException.class);
  }

  @Test
  void get_rootDistrustedOnAnOpenConnection_isRefused() throws Exception {
    HttpClient client = client();
    assertThat(get(client, "").statusCode()).isEqualTo(200);
    TestCa next = TestCa.root("example.org");
    source.feed(FakeX509Source.context(next, SERVER, next));
    assertThat(get(client, "").statusCode()).isEqualTo(403);
  }

  @Test
  void get_newSvid_isShownToTheNextClient() throws Exception {
    TestCa next = TestCa.root("example.org");
    source.feed(FakeX509Source.context(next, SERVER, ca, next));
    assertThat(get(client(FakeX509Source.context(ca, CLIENT, next)), "").statusCode())
        .isEqualTo(200);
    HttpClient old = client();
    assertThatThrownBy(() -> get(old, "")).isInstanceOf(IOException.class);
  }

  @Test
  void change_broken_keepsServingAndShowsTheProblem() throws Exception {
    String before = etag();
    Files.writeString(policy, "wrong");
    Await.until("the problem is seen", () -> gauge(AuthzMetricNames.PROBLEMS) == 1);
    assertThat(etag()).isEqualTo(before);
    Await.until(
        "health shows it",
        () -> health.components().get("policies").why().contains("rego_parse_error"));
    assertThat(health.ready()).isTrue();
    assertThat(health.components().get("policies").why())
        .isEqualTo(
            "serving "
                + before.replace("\"", "")
                + "; refused: rego_parse_error: this is wrong (policies/a.rego:1:1)");
    assertThat(server.policies().get("problems")).asString().contains("policies/a.rego:1:1");
  }

  @Test
  void start_noPolicyFolder_isInvalidInput() {
    AuthzConfig config = config(temp.resolve("none"), temp.resolve("key.pem"));
    assertThatThrownBy(() -> AuthzServer.check(config, new FakeBuild()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("authz/no-policies: ");
  }

  @Test
  void start_noKey_isInvalidInput() {
    Path key = temp.resolve("none.pem");
    AuthzConfig config = config(temp.resolve("policies"), key);
    assertThatThrownBy(() -> AuthzServer.check(config, new FakeBuild()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            bundles/key-unreadable: cannot read signing key `%s`
              help: `bundles.signing-key-file` names a P-256 or P-384 key in PKCS#8 PEM
            """
                .formatted(key));
  }

  @Test
  void identity_configuredOneMissing_saysWhatThereIs() {
    var identity = new ServerIdentity(Optional.of(SpiffeId.parse("spiffe://example.org/x")));
    assertThatThrownBy(() -> identity.apply(source.current()))
        .hasMessage(
            "the Workload API gives [spiffe://example.org/watchword/authz] (expected:"
                + " `spiffe://example.org/x`, as `identity.spiffe-id` says)");
  }

  private String etag() {
    return '"' + String.valueOf(server.policies().get("policy_digest")) + '"';
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private AuthzConfig config() {
    return config(temp.resolve("policies"), temp.resolve("key.pem"));
  }

  private static AuthzConfig config(Path policies, Path key) {
    return new AuthzConfig(
        List.of(policies),
        new AuthzConfig.Identity(new UnixSocket(Path.of("agent.sock")), Optional.empty()),
        new AuthzConfig.Bundles(new HostPort("127.0.0.1", 0), key, "/bundles/mesh.tar.gz"),
        new HostPort("127.0.0.1", 0),
        "istio-system",
        Optional.empty(),
        Path.of("state"),
        Optional.empty());
  }

  private AuthzServer.Outside outside() {
    return new AuthzServer.Outside(
        source, new FakeBuild(), record -> {}, health, meters, FakeClock.start());
  }

  private HttpClient client() {
    return client(FakeX509Source.context(ca, CLIENT, ca));
  }

  private HttpClient client(X509Context context) {
    return remembered(
        HttpClient.newBuilder()
            .sslContext(
                MeshTls.context(
                    context.defaultSvid(),
                    context::bundles,
                    new ExpectedPeer.Exactly(SpiffeId.parse(SERVER)),
                    FakeClock.start()))
            .version(HttpClient.Version.HTTP_1_1)
            .build());
  }

  /// Trusts every server and shows nothing.
  private HttpClient anonymous() {
    return remembered(
        HttpClient.newBuilder()
            .sslContext(AnonymousTls.context())
            .version(HttpClient.Version.HTTP_1_1)
            .build());
  }

  private HttpClient remembered(HttpClient client) {
    clients.add(client);
    return client;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + server.address() + path));
  }

  private HttpResponse<byte[]> get(HttpClient client, String etag)
      throws IOException, InterruptedException {
    var request = request("/bundles/mesh.tar.gz");
    if (!etag.isEmpty()) request.header("If-None-Match", etag);
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private CompletableFuture<HttpResponse<byte[]>> waiting(HttpClient client, String etag, int wait)
      throws TimeoutException {
    return client.sendAsync(
        request("/bundles/mesh.tar.gz")
            .header("If-None-Match", etag)
            .header("Prefer", "modes=snapshot,delta;wait=" + wait)
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static int status(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
