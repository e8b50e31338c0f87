package io.watchword.platform.bootstrap.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.telemetry.Telemetry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminServerTest {

  private final Health health = new Health();
  private final Telemetry telemetry = Telemetry.of("proxy");
  private final AtomicInteger drained = new AtomicInteger();
  private AdminServer server;

  @BeforeEach
  void start() {
    server =
        AdminServer.start(
            HostPort.parse("127.0.0.1:0"),
            health,
            telemetry,
            Map.of(
                "/config_dump",
                () -> Map.of("threads", 1),
                "/broken",
                () -> {
                  throw new IllegalStateException("broken");
                }),
            Map.of("/drain", drained::incrementAndGet));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /health/live, 200",
    "HEAD, /health/live, 200",
    "GET, /health/ready, 503",
    "GET, /metrics, 200",
    "GET, /config_dump, 200",
    "GET, /config_dump?x=1, 200",
    "POST, /drain, 200",
    "GET, /drain, 405",
    "HEAD, /drain, 405",
    "POST, /metrics, 405",
    "DELETE, /health/live, 405",
    "GET, /, 404",
    "GET, /config_dump/x, 404",
    "GET, /broken, 500",
  })
  void answer_methodAndPath(String method, String path, int status) throws IOException {
    assertThat(send(method, path, "")).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void ready_componentNotReady_saysWhich() throws IOException {
    health.set("identity", false, "no SVID yet");
    health.set("policies", true, "revision r1");
    assertThat(send("GET", "/health/ready", ""))
        .startsWith("HTTP/1.1 503 ")
        .contains("\"ready\" : false", "\"why\" : \"no SVID yet\"");
  }

  @Test
  void ready_allComponentsReady_is200() throws IOException {
    health.set("identity", true, "until 12:00");
    assertThat(send("GET", "/health/ready", "")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void metrics_counter_isInPrometheusText() throws IOException {
    telemetry.registry().counter("watchword.things", "kind", "a").increment(2);
    assertThat(send("GET", "/metrics", ""))
        .contains("Content-type: text/plain; version=0.0.4; charset=utf-8")
        .contains("watchword_things_total{kind=\"a\",role=\"proxy\"} 2.0")
        .contains("process_uptime_seconds");
  }

  @Test
  void action_post_isDoneOnce() throws IOException {
    send("POST", "/drain", "");
    assertThat(drained).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"Origin: http://127.0.0.1", "Host: evil.example"})
  void action_fromAWebPage_isRefused(String header) throws IOException {
    assertThat(send("POST", "/drain", header + "\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(drained).hasValue(0);
  }

  @Test
  void start_addressOfTheNetwork_isRefused() {
    assertThatThrownBy(
            () ->
                AdminServer.start(
                    HostPort.parse("0.0.0.0:0"), health, telemetry, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "admin address `0.0.0.0:0` (expected: a loopback address such as `127.0.0.1:0`)");
  }

  // By hand: the JDK's client sends neither Host nor Origin as it is told.
  private String send(String method, String path, String headers) throws IOException {
    String host = headers.contains("Host:") ? "" : "Host: " + server.address() + "\r\n";
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + host
            + headers
            + "Content-Length: 0\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(server.address().host(), server.address().port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
