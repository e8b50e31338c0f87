package io.watchword.authz.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server on the loopback.
class HttpSendTest {

  private static final AtomicInteger PATHS = new AtomicInteger();

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final String unique = "/" + PATHS.incrementAndGet();
  private HttpServer server;
  private HttpServer tlsServer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(loopback(), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    if (tlsServer != null) {
      tlsServer.stop(0);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String header = exchange.getRequestHeaders().getFirst("X-In");
    String echo =
        "{\"method\":\"%s\",\"body\":%s,\"header\":\"%s\",\"host\":\"%s\"}"
            .formatted(
                exchange.getRequestMethod(),
                new StringValue(new String(body, StandardCharsets.UTF_8)),
                header,
                exchange.getRequestHeaders().getFirst("Host"));
    if (path.contains("to=")) {
      redirect(exchange, path.substring(path.indexOf("to=") + 3));
      return;
    }
    if (path.endsWith("json")) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
    } else if (path.endsWith("yaml")) {
      exchange.getResponseHeaders().set("Content-Type", "application/yaml");
      echo = "a: [1, true]";
    } else if (path.endsWith("fresh")) {
      exchange.getResponseHeaders().set("Cache-Control", "max-age=100000000");
    } else if (path.endsWith("etag")) {
      exchange.getResponseHeaders().set("Etag", "\"1\"");
      if (exchange.getRequestHeaders().containsKey("If-none-match")) {
        exchange.sendResponseHeaders(304, -1);
        exchange.close();
        return;
      }
    } else if (path.endsWith("loop")) {
      redirect(exchange, path);
      return;
    } else if (path.endsWith("hang")) {
      awaitRelease();
    } else if (path.endsWith("huge")) {
      exchange.sendResponseHeaders(200, 0);
      try (var out = exchange.getResponseBody()) {
        for (int i = 0; i < 17; i++) {
          out.write(new byte[1 << 20]);
        }
      }
      return;
    }
    byte[] bytes = echo.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(path.endsWith("missing") ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + unique + path;
  }

  private static EvaluationContext context() {
    return EvaluationContext.empty(Budget.fuel(100_000_000));
  }

  private static EvaluationContext allowing(String... hosts) {
    BuiltinSettings standard = BuiltinSettings.STANDARD;
    return context()
        .with(
            new BuiltinSettings(
                standard.clock(),
                standard.random(),
                Optional.of(Set.of(hosts)),
                standard.runtime()));
  }

  private static ObjectValue send(EvaluationContext context, String request) {
    Value result =
        HttpFunctions.all().get("http.send").call(context, new Value[] {ValueJson.parse(request)});
    return (ObjectValue) result;
  }

  private ObjectValue get(EvaluationContext context, String path, String more) {
    return send(context, "{\"method\":\"get\",\"url\":\"" + url(path) + "\"" + more + "}");
  }

  private static String field(ObjectValue answer, String name) {
    return answer.required(new StringValue(name)).toString();
  }

  @Test
  void send_jsonAnswer_isDecoded() {
    ObjectValue answer =
        send(
            context(),
            """
            {"method": "post", "url": "%s", "body": {"a": "<"}, "headers": {"x-in": "v"}}
            """
                .formatted(url("/json")));
    assertThat(field(answer, "status")).isEqualTo("\"200 OK\"");
    assertThat(field(answer, "status_code")).isEqualTo("200");
    ObjectValue body = (ObjectValue) answer.required(new StringValue("body"));
    assertThat(field(body, "method")).isEqualTo("\"POST\"");
    assertThat(body.required(new StringValue("body")))
        .isEqualTo(new StringValue("{\"a\":\"\\u003c\"}"));
    assertThat(field(body, "header")).isEqualTo("\"v\"");
    assertThat(field(answer, "headers")).contains("\"content-type\": [\"application/json\"]");
  }

  @Test
  void send_rawBody_winsOverBody() {
    ObjectValue answer =
        get(context(), "/json", ", \"body\": 1, \"raw_body\": \"raw\", \"method\": \"put\"");
    assertThat(field(answer, "body")).contains("\"body\": \"raw\"");
  }

  @Test
  void send_otherAnswer_isRawUnlessForced() {
    assertThat(field(get(context(), "/plain", ""), "body")).isEqualTo("null");
    assertThat(field(get(context(), "/plain", ", \"force_json_decode\": true"), "body"))
        .contains("\"method\": \"GET\"");
    assertThat(field(get(context(), "/yaml", ""), "body")).isEqualTo("{\"a\": [1, true]}");
  }

  @Test
  void send_twiceInOneEvaluation_asksOnce() {
    EvaluationContext context = context();
    get(context, "/a", "");
    get(context, "/a", "");
    assertThat(requests).hasValue(1);
    get(context, "/b", "");
    assertThat(requests).hasValue(2);
  }

  @Test
  void send_headersThatDoNotMatter_areNoOtherRequest() {
    EvaluationContext context = context();
    get(context, "/a", ", \"headers\": {\"t\": \"1\"}, \"cache_ignored_headers\": [\"t\"]");
    get(context, "/a", ", \"headers\": {\"t\": \"2\"}, \"cache_ignored_headers\": [\"t\"]");
    assertThat(requests).hasValue(1);
  }

  @Test
  void send_cacheAndFreshAnswer_asksOnceForAllEvaluations() {
    get(context(), "/fresh", ", \"cache\": true");
    get(context(), "/fresh", ", \"cache\": true");
    assertThat(requests).hasValue(1);
  }

  @Test
  void send_cacheAndStaleAnswer_asksWhetherItChanged() {
    get(context(), "/etag", ", \"cache\": true");
    ObjectValue answer = get(context(), "/etag", ", \"cache\": true");
    assertThat(requests).hasValue(2);
    assertThat(field(answer, "status_code")).isEqualTo("200");
  }

  @Test
  void send_forceCache_asksOnce() {
    String forced = ", \"force_cache\": true, \"force_cache_duration_seconds\": 3600";
    get(context(), "/forced", forced);
    get(context(), "/forced", forced);
    assertThat(requests).hasValue(1);
  }

  @Test
  void send_redirect_isFollowedOnlyIfAsked() {
    assertThat(field(get(context(), "/to=" + unique + "/json", ""), "status"))
        .isEqualTo("\"302 Found\"");
    assertThat(
            field(
                get(context(), "/to=" + unique + "/json", ", \"enable_redirect\": true"),
                "status_code"))
        .isEqualTo("200");
  }

  @Test
  void send_redirectWithoutEnd_isAnError() {
    assertThatThrownBy(() -> get(context(), "/loop", ", \"enable_redirect\": true"))
        .hasMessage("Get \"" + url("/loop") + "\": stopped after 10 redirects");
  }

  @Test
  void send_hostThatIsNotListed_isRefused() {
    assertThatThrownBy(() -> get(allowing("example.com"), "/json", ""))
        .isInstanceOf(BuiltinFailedException.class)
        .hasMessage("disallowed host: 127.0.0.1");
    assertThat(requests).hasValue(0);
  }

  @Test
  void send_answerKeptWhereTheHostWasListed_isRefusedWhereItIsNot() {
    get(context(), "/fresh", ", \"cache\": true");
    assertThatThrownBy(() -> get(allowing("example.com"), "/fresh", ", \"cache\": true"))
        .hasMessage("disallowed host: 127.0.0.1");
  }

  @Test
  void send_redirectToAHostThatIsNotListed_isRefused() {
    String there = "http://localhost:" + server.getAddress().getPort() + "/json";
    assertThatThrownBy(
            () -> get(allowing("127.0.0.1"), "/to=" + there, ", \"enable_redirect\": true"))
        .hasMessage("Get \"" + there + "\": disallowed host: localhost");
    assertThat(requests).hasValue(1);
  }

  @Test
  void check_listedNameThatLeadsToTheMachine_isRefused() throws IOException {
    String own = InetAddress.getLoopbackAddress().getHostName();
    // Only where the machine knows another name for itself is there something to refuse.
    HostGuard guard = new HostGuard(Optional.of(new HashSet<>(List.of("localhost", own))));
    guard.check(java.net.URI.create("http://localhost/"));
    if (!own.equals("localhost")) {
      assertThatThrownBy(() -> guard.check(java.net.URI.create("http://" + own + "/")))
          .hasMessageStartingWith("disallowed host: " + own);
    }
  }

  @Test
  void send_serverThatHangs_timesOut() {
    assertThatThrownBy(() -> get(context(), "/hang", ", \"timeout\": \"50ms\""))
        .hasMessage("Get " + url("/hang") + ": request timed out");
  }

  @Test
  void send_evaluationWithoutTime_ends() {
    EvaluationContext context =
        EvaluationContext.empty(Budget.fuelAndTime(100_000_000, System::nanoTime, 50_000_000));
    assertThatThrownBy(() -> get(context, "/hang", ", \"raise_error\": false"))
        .hasMessage("timed out (context deadline exceeded)")
        .extracting(e -> ((BuiltinFailedException) e).kind())
        .isEqualTo(BuiltinFailedException.Kind.HALT);
  }

  @Test
  void send_answerOfTooManyBytes_isAnError() {
    ObjectValue answer = get(context(), "/huge", ", \"raise_error\": false");
    assertThat(field(answer, "error")).contains("eval_http_send_network_error");
  }

  @Test
  void send_errorNotRaised_isAnAnswer() {
    ObjectValue answer =
        send(context(), "{\"method\":\"get\",\"url\":\"ftp://x\",\"raise_error\":false}");
    assertThat(answer)
        .isEqualTo(
            ValueJson.parse(
                """
                {"status_code": 0, "error": {"code": "eval_http_send_network_error",
                 "message": "Get \\"ftp://x\\": unsupported protocol scheme \\"ftp\\""}}
                """));
  }

  private String startTls(TestCa ca, boolean wantsClient) throws Exception {
    TestSvid leaf =
        ca.leaf("spiffe://example.org/server", c -> c.dns("localhost").dns("other.example"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("server", leaf.key(), new char[0], leaf.chain().toArray(new Certificate[0]));
    keys.setCertificateEntry("ca", ca.certificate());
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, new char[0]);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters each = context.getDefaultSSLParameters();
            each.setNeedClientAuth(wantsClient);
            parameters.setSSLParameters(each);
          }
        });
    https.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    https.createContext("/", this::answer);
    https.start();
    tlsServer = https;
    return ":" + https.getAddress().getPort() + "/json";
  }

  private static String pem(String text) {
    return new StringValue(text).toString();
  }

  private static String status(String url, String more) {
    String request = "{\"method\":\"get\",\"raise_error\":false,\"url\":\"" + url + "\"" + more;
    return field(send(context(), request + "}"), "status_code");
  }

  @Test
  void send_tls_trustsOnlyTheAuthoritiesOfTheRequest() throws Exception {
    TestCa ca = TestCa.root("example.org");
    String rest = startTls(ca, false);
    String trusting = ", \"tls_ca_cert\": " + pem(ca.pem());
    assertThat(status("https://localhost" + rest, trusting)).isEqualTo("200");
    assertThat(status("https://localhost" + rest, "")).isEqualTo("0");
    assertThat(
            status(
                "https://localhost" + rest,
                ", \"tls_ca_cert\": " + pem(TestCa.root("example.org").pem())))
        .isEqualTo("0");
  }

  @Test
  void send_tlsNames_areCheckedUnlessAskedNotTo() throws Exception {
    TestCa ca = TestCa.root("example.org");
    String rest = startTls(ca, false);
    String trusting = ", \"tls_ca_cert\": " + pem(ca.pem());
    assertThat(status("https://127.0.0.1" + rest, trusting)).isEqualTo("0");
    assertThat(status("https://127.0.0.1" + rest, ", \"tls_insecure_skip_verify\": true"))
        .isEqualTo("200");
    assertThat(
            status(
                "https://127.0.0.1" + rest, trusting + ", \"tls_server_name\": \"other.example\""))
        .isEqualTo("200");
    assertThat(
            status(
                "https://localhost" + rest, trusting + ", \"tls_server_name\": \"third.example\""))
        .isEqualTo("0");
  }

  @Test
  void send_clientCertificate_isShown() throws Exception {
    TestCa ca = TestCa.root("example.org");
    String rest = startTls(ca, true);
    String trusting = ", \"tls_ca_cert\": " + pem(ca.pem());
    TestSvid client = ca.leaf("spiffe://example.org/client");
    assertThat(status("https://localhost" + rest, trusting)).isEqualTo("0");
    assertThat(
            status(
                "https://localhost" + rest,
                trusting
                    + ", \"tls_client_cert\": "
                    + pem(client.certificatePem())
                    + ", \"tls_client_key\": "
                    + pem(client.keyPem())))
        .isEqualTo("200");
  }
}
