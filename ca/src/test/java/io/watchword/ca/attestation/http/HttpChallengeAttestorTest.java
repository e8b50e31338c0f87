package io.watchword.ca.attestation.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SPIRE 1.14.2: a node could make the server fetch from inside its own network.
class HttpChallengeAttestorTest {
  private static final String HOST = "a.nodes.example.org";
  private static final Challenge NEVER =
      question -> {
        throw new AssertionError("a challenge for what was refused before");
      };

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> lookedUp = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String served = "";
  private volatile int status = 200;
  private volatile boolean hangs;
  private List<InetAddress> addresses = List.of(InetAddress.getLoopbackAddress());
  private List<Network> allowed = List.of(Network.parse("127.0.0.0/8"));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  @Test
  void attest_secretServedUnderTheName_isNamedByIt() {
    NodeClaim claim = attestor().attest(evidence(HOST), serving());

    assertThat(claim.name()).isEqualTo(HOST);
    assertThat(claim.selectors()).containsExactly("http_challenge:hostname:" + HOST);
    assertThat(asked).containsExactly("/.well-known/watchword-attest/one " + HOST + ":" + port());
  }

  @Test
  void attest_challenges_areLongAndNeverTheSame() {
    List<String> secrets = new CopyOnWriteArrayList<>();
    Challenge recording =
        question -> {
          secrets.add(new String(question, StandardCharsets.US_ASCII));
          return serving().ask(question);
        };
    attestor().attest(evidence(HOST), recording);
    attestor().attest(evidence(HOST), recording);

    assertThat(secrets).doesNotHaveDuplicates().allMatch(secret -> secret.length() == 43);
  }

  @Test
  void attest_somethingElseServed_isRefused() {
    served = "nothing";

    assertThatThrownBy(() -> attestor().attest(evidence(HOST), question -> question))
        .isInstanceOf(RefusedEvidenceException.class)
        .hasMessage("what is served there is not the challenge");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1"
      })
  void attest_nameThatLeadsInside_isRefusedAndNotConnectedTo(String address) throws Exception {
    allowed = List.of();
    addresses = List.of(InetAddress.getByName("93.184.215.14"), InetAddress.getByName(address));

    assertThatThrownBy(() -> attestor().attest(evidence(HOST), serving()))
        .hasMessage(
            "the challenge cannot be fetched: the name leads to an address that is not allowed"
                + " (allowed-networks)");
    assertThat(asked).isEmpty();
  }

  /// What the name leads to after it was checked does not matter.
  @Test
  void attest_nameThatChanges_isLookedUpOnce() {
    attestor().attest(evidence(HOST), serving());

    assertThat(lookedUp).containsExactly(HOST);
  }

  @Test
  void attest_redirect_isNotFollowed() {
    status = 302;

    assertThatThrownBy(() -> attestor().attest(evidence(HOST), serving()))
        .hasMessage("the challenge cannot be fetched: it answered 302 (expected: 200)");
    assertThat(asked).hasSize(1);
  }

  @Test
  void attest_longAnswer_isRefused() {
    served = "x".repeat(10_000);

    assertThatThrownBy(() -> attestor().attest(evidence(HOST), question -> question))
        .hasMessage("the challenge cannot be fetched: its answer has more than 256 bytes");
  }

  @Test
  void attest_hostThatDoesNotAnswer_isGivenUp() {
    hangs = true;

    assertThatThrownBy(() -> attestor(Duration.ofMillis(200)).attest(evidence(HOST), serving()))
        .hasMessage("the challenge cannot be fetched: no answer within 200ms");
  }

  @Test
  void attest_hostThatCannotBeReached_saysNoMoreThanThat() {
    server.stop(0);

    assertThatThrownBy(() -> attestor().attest(evidence(HOST), serving()))
        .hasMessage("the challenge cannot be fetched: it cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "a.nodes.example.org.",
        "A.nodes.example.org",
        "[::1]",
        "a@b.nodes.example.org",
        "a.nodes.example.org/x",
        "a.nodes.example.org:80",
        "a..nodes.example.org",
        "",
        "-a.nodes.example.org",
        "a.nodes.example.org\\r\\nX: y"
      })
  void attest_whatIsNoHostName_isRefused(String host) {
    assertThatThrownBy(() -> attestor().attest(evidence(host), NEVER))
        .hasMessage("hostname (expected: a DNS name in lower case)");
  }

  @ParameterizedTest
  @CsvSource({
    "nodes.example.org",
    "a.b.nodes.example.org",
    "anodes.example.org",
    "a.nodes.example.org.evil.test",
    "a.nodesxexample.org"
  })
  void attest_nameOutsideThePatterns_isRefused(String host) {
    assertThatThrownBy(() -> attestor().attest(evidence(host), NEVER))
        .hasMessage("hostname `" + host + "` fits none of `allowed-dns-patterns`");
  }

  @Test
  void attest_portOfAnOrdinaryUser_isRefusedUnlessAllowed() {
    HttpChallengeSettings settings =
        new HttpChallengeSettings(
            List.of("*.nodes.example.org"), 0, false, allowed, Duration.ofSeconds(1), false);

    assertThatThrownBy(
            () ->
                new HttpChallengeAttestor(settings, host -> addresses, new SecureRandom())
                    .attest(evidence(HOST, 8080), NEVER))
        .hasMessage("port 8080 (expected: 1 to 1023)");
  }

  @Test
  void attest_anotherPortThanTheRequiredOne_isRefused() {
    HttpChallengeSettings settings =
        new HttpChallengeSettings(
            List.of("*.nodes.example.org"), 80, true, allowed, Duration.ofSeconds(1), false);

    assertThatThrownBy(
            () ->
                new HttpChallengeAttestor(settings, host -> addresses, new SecureRandom())
                    .attest(evidence(HOST, 81), NEVER))
        .hasMessage("port 81 (required-port: 80)");
  }

  @Test
  void attest_pathInTheAgentsWord_isRefused() {
    String evidence =
        "{\"hostname\":\"" + HOST + "\",\"port\":" + port() + ",\"agentname\":\"../admin\"}";

    assertThatThrownBy(() -> attestor().attest(evidence.getBytes(StandardCharsets.UTF_8), NEVER))
        .hasMessage("agentname (expected: 1 to 64 letters, digits, `_` or `-`)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "host/8", "10.0.0.0", "10.0.0/8", "::/129", "/8"})
  void parse_whatIsNoNetwork_isAnError(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private HttpChallengeAttestor attestor() {
    return attestor(Duration.ofSeconds(5));
  }

  private HttpChallengeAttestor attestor(Duration timeout) {
    return new HttpChallengeAttestor(
        new HttpChallengeSettings(List.of("*.nodes.example.org"), 0, true, allowed, timeout, false),
        host -> {
          lookedUp.add(host);
          return addresses;
        },
        new SecureRandom());
  }

  private Challenge serving() {
    return question -> {
      served = new String(question, StandardCharsets.US_ASCII);
      return new byte[0];
    };
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private byte[] evidence(String host) {
    return evidence(host, port());
  }

  private static byte[] evidence(String host, int port) {
    return ("{\"hostname\":\"" + host + "\",\"port\":" + port + ",\"agentname\":\"one\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Host"));
    if (hangs) {
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    byte[] body = served.getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/other");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
