package io.watchword.authz.decision.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RuleRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpaRestDecisionPointTest {

  private static final Duration AMPLE = Duration.ofSeconds(20);

  private final CountDownLatch testIsOver = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
  private HttpServer opa;
  private volatile String answer = "{\"result\": true}";
  private volatile boolean holds;

  @BeforeEach
  void startFakeOpa() throws IOException {
    opa = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    opa.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    opa.createContext("/", this::answer);
    opa.start();
  }

  @AfterEach
  void stopFakeOpa() {
    testIsOver.countDown();
    opa.stop(0);
  }

  @Test
  void decide_request_asksForTheRequestDocument() {
    try (var point = point(AMPLE)) {
      assertThat(join(point.decide(Facts.request("GET", "/orders"))))
          .isEqualTo(new Decision.Allow(new RuleRef("custom", "opa:watchword/request/allow", "")));
    }
    assertThat(asked)
        .singleElement()
        .asString()
        .startsWith("POST /v1/data/watchword/request/allow {\"input\":{\"source\":{");
  }

  @Test
  void decide_connection_asksForTheConnectionDocument() {
    try (var point = point(AMPLE)) {
      assertThat(join(point.decide(Facts.connection("tcp"))).allows()).isTrue();
    }
    assertThat(asked)
        .singleElement()
        .asString()
        .startsWith("POST /v1/data/watchword/connection/allow {\"input\":{\"source\":{");
  }

  @Test
  void decide_connectionDocumentUndefined_leavesHttpToTheRequestsAndDeniesTcp() {
    answer = "{}";
    try (var point = point(AMPLE)) {
      assertThat(join(point.decide(Facts.connection("http"))).allows()).isTrue();
      assertThat(join(point.decide(Facts.connection("tcp")))).isInstanceOf(Decision.Failed.class);
    }
  }

  @Test
  void decide_manyRequests_shareOneConnection() {
    try (var point = point(AMPLE)) {
      for (int i = 0; i < 20; i++) join(point.decide(Facts.request("GET", "/orders")));
    }
    assertThat(callers).hasSize(1);
  }

  @Test
  void decide_opaHangs_failsWithinTheTimeout() {
    holds = true;
    try (var point = point(Duration.ofMillis(50))) {
      assertThat(join(point.decide(Facts.request("GET", "/orders"))))
          .isEqualTo(
              new Decision.Failed(
                  "opa: `data.watchword.request.allow` did not answer within 50 ms"));
    }
  }

  @Test
  void decide_headersComeAndTheBodyDoesNot_failsWithinTheTimeout() throws IOException {
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> sendHalfAnAnswer(server));
      try (var point = point(server.getLocalPort(), Duration.ofMillis(100))) {
        assertThat(join(point.decide(Facts.request("GET", "/orders"))))
            .isEqualTo(
                new Decision.Failed(
                    "opa: `data.watchword.request.allow` did not answer within 100 ms"));
      }
    }
  }

  @Test
  void decide_nobodyListens_fails() {
    int port = opa.getAddress().getPort();
    opa.stop(0);
    try (var point = point(port, AMPLE)) {
      assertThat(join(point.decide(Facts.request("GET", "/orders"))))
          .isEqualTo(
              new Decision.Failed(
                  "opa: `data.watchword.request.allow` could not be asked: `http://127.0.0.1:"
                      + port
                      + "` refuses connections"));
    }
  }

  @Test
  void decide_answerWithoutEnd_isCutOffAndFails() {
    answer = "{\"result\": true, \"x\": \"" + "x".repeat(2 << 20) + "\"}";
    try (var point = point(AMPLE)) {
      assertThat(join(point.decide(Facts.request("GET", "/orders"))))
          .isInstanceOf(Decision.Failed.class);
    }
  }

  @Test
  void decide_notHttp_fails() throws IOException {
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(server));
      try (var point = point(server.getLocalPort(), AMPLE)) {
        assertThat(join(point.decide(Facts.request("GET", "/orders"))))
            .isInstanceOf(Decision.Failed.class);
      }
    }
  }

  @Test
  void decide_closed_fails() {
    var point = point(AMPLE);
    point.close();
    assertThat(join(point.decide(Facts.request("GET", "/orders"))))
        .isInstanceOf(Decision.Failed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://a|a/b|1|url `ftp://a` (expected: `http://HOST:PORT`)",
        "http://a?b|a/b|1|url `http://a?b` (expected: `http://HOST:PORT`)",
        "http://a|/a|1|request `/a` (expected: a path below `data`, such as"
            + " `watchword/request/allow`)",
        "http://a|a?b|1|request `a?b` (expected: a path below `data`, such as"
            + " `watchword/request/allow`)",
        "http://a|a/b|0|timeout `PT0S` (expected: > 0s)",
      })
  void config_badValue_isRefused(String url, String request, int millis, String message) {
    assertThatThrownBy(
            () ->
                new OpaRestConfig(
                    URI.create(url),
                    OpaRestConfig.DEFAULT_CONNECTION,
                    request,
                    Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private OpaRestDecisionPoint point(Duration timeout) {
    return point(opa.getAddress().getPort(), timeout);
  }

  private static OpaRestDecisionPoint point(int port, Duration timeout) {
    return OpaRestDecisionPoint.connect(
        new OpaRestConfig(
            URI.create("http://127.0.0.1:" + port),
            OpaRestConfig.DEFAULT_CONNECTION,
            OpaRestConfig.DEFAULT_REQUEST,
            timeout));
  }

  private static Decision join(CompletionStage<Decision> decision) {
    return decision.toCompletableFuture().join();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      callers.add(exchange.getRemoteAddress());
      asked.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      if (holds) testIsOver.await();
      byte[] body = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendHalfAnAnswer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".getBytes(StandardCharsets.UTF_8));
      testIsOver.await();
    } catch (IOException e) {
      // The client has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) server.accept().close();
    } catch (IOException e) {
      // The test is over.
    }
  }
}
