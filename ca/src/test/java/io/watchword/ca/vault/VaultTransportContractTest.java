package io.watchword.ca.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.keys.UpstreamUnavailableException;
import io.watchword.ca.vault.FakeVault.Answer;
import io.watchword.tests.kit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every transport does, on a server that answers as a row says.
class VaultTransportContractTest {
  private static final VaultToken TOKEN = new VaultToken("s.secret");

  /// The transports there are.
  enum Kind {
    JDK(JdkTransport::new),
    DRIVER(DriverTransport::new);

    private final Function<VaultSettings, VaultTransport> made;

    Kind(Function<VaultSettings, VaultTransport> made) {
      this.made = made;
    }
  }

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_eachVerb_isWhatVaultUnderstands(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(200, "{\"data\":{\"a\":1}}"));
    VaultTransport transport = transport(kind, vault);

    for (VaultCall call :
        List.of(
            VaultCall.read("pki/issuer/x"),
            VaultCall.list("pki/issuers"),
            VaultCall.write("pki/config/issuers", Map.of("default", "x", "n", 2, "b", true)),
            VaultCall.delete("pki/issuer/x"))) {
      VaultAnswer answer = transport.send(call, TOKEN);
      assertThat(answer.isOk()).isTrue();
      assertThat(answer.data().path("a").asInt()).isEqualTo(1);
    }

    assertThat(vault.requests())
        .allSatisfy(
            request -> {
              assertThat(request.header("x-vault-token")).contains("s.secret");
              assertThat(request.header("x-vault-namespace")).contains("team");
            });
    assertThat(vault.requests().get(0).path()).isEqualTo("/v1/pki/issuer/x");
    assertThat(vault.requests().get(1).path()).startsWith("/v1/pki/issuers").contains("list=true");
    assertThat(vault.requests().get(2).body())
        .contains("\"default\":\"x\"")
        .contains("\"n\":2")
        .contains("\"b\":true");
    assertThat(vault.requests().get(3).method()).isEqualTo("DELETE");
  }

  @ParameterizedTest
  @EnumSource
  void send_listsInTheBody_arriveAsTheyAre(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(200, "{}"));

    transport(kind, vault)
        .send(
            VaultCall.write(
                "transit/sign/k", Map.of("batch_input", List.of(Map.of("input", "AA==")))),
            TOKEN);

    assertThat(vault.requests().getFirst().body())
        .isEqualTo("{\"batch_input\":[{\"input\":\"AA==\"}]}");
  }

  @ParameterizedTest
  @EnumSource
  void send_refusal_isAnAnswer(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(400, "{\"errors\":[\"one  thing\",\"and\\nanother\"]}"));

    for (VaultCall call : List.of(VaultCall.read("x"), VaultCall.write("x", Map.of("a", "b")))) {
      VaultAnswer answer = transport(kind, vault).send(call, TOKEN);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errors()).isEqualTo("one thing; and another");
    }
  }

  @ParameterizedTest
  @EnumSource
  void send_somethingBetweenAnswersWithHtml_isTheStatus(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(502, "<html>bad gateway</html>"));

    VaultAnswer answer = transport(kind, vault).send(VaultCall.read("x"), TOKEN);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.errors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void send_standbyRedirects_reachesTheLeaderWithTokenAndBody(Kind kind) {
    FakeVault leader = vault(_ -> Answer.of(200, "{\"data\":{\"who\":\"leader\"}}"));
    FakeVault standby =
        vault(
            request -> new Answer(307, Map.of("Location", leader.address() + request.path()), ""));

    VaultAnswer answer =
        transport(kind, standby).send(VaultCall.write("pki/x", Map.of("a", "b")), TOKEN);

    assertThat(answer.data().path("who").asText()).isEqualTo("leader");
    assertThat(leader.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.body()).isEqualTo("{\"a\":\"b\"}");
              assertThat(request.header("x-vault-token")).contains("s.secret");
              assertThat(request.header("x-vault-namespace")).contains("team");
            });
  }

  @ParameterizedTest
  @EnumSource
  void send_nodeBehindOurLastWrite_isAskedUntilItIsNot(Kind kind) {
    AtomicInteger behind = new AtomicInteger(3);
    FakeVault vault =
        vault(
            request -> {
              if (request.method().equals("POST") || request.method().equals("PUT")) {
                return new Answer(200, Map.of("X-Vault-Index", "index-7"), "{}");
              }
              boolean knows = request.header("x-vault-index").equals(Optional.of("index-7"));
              return knows && behind.decrementAndGet() > 0
                  ? Answer.of(412, "{}")
                  : Answer.of(200, "{\"data\":{\"told\":" + knows + "}}");
            });
    VaultTransport transport = transport(kind, vault);
    transport.send(VaultCall.write("pki/x", Map.of("a", "b")), TOKEN);

    VaultAnswer answer = transport.send(VaultCall.read("pki/x"), TOKEN);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.data().path("told").asBoolean()).isTrue();
    assertThat(vault.requests()).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void send_nodeBehindForGood_isAnswered412(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(412, "{}"));

    assertThat(transport(kind, vault).send(VaultCall.read("x"), TOKEN).status()).isEqualTo(412);
  }

  @ParameterizedTest
  @EnumSource
  void send_noAnswerInTime_isUnreachable(Kind kind) {
    CountDownLatch end = new CountDownLatch(1);
    opened.push(end::countDown);
    FakeVault vault =
        vault(
            _ -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Answer.of(200, "{}");
            });

    assertUnreachable(transport(kind, vault), "HttpTimeoutException", vault.address());
  }

  @ParameterizedTest
  @EnumSource
  void send_nobodyThere_isUnreachable(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(200, "{}"));
    VaultTransport transport = transport(kind, vault);
    vault.close();

    assertUnreachable(transport, "", vault.address());
  }

  @ParameterizedTest
  @EnumSource
  void send_interrupted_isUnreachableAndStaysInterrupted(Kind kind) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    opened.push(end::countDown);
    FakeVault vault =
        vault(
            _ -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Answer.of(200, "{}");
            });
    VaultTransport transport =
        kind.made.apply(
            new VaultSettings(
                vault.address(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(15)));
    opened.push(transport);
    boolean[] stayed = {false};
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    transport.send(VaultCall.read("x"), TOKEN);
                  } catch (UpstreamUnavailableException e) {
                    stayed[0] = Thread.currentThread().isInterrupted();
                  }
                });
    Await.until("the request is there", () -> !vault.requests().isEmpty());

    caller.interrupt();

    assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    assertThat(stayed[0]).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void health_standby_isAskedWithoutTokenAndNamespace(Kind kind) {
    FakeVault vault = vault(_ -> Answer.of(429, ""));

    assertThat(transport(kind, vault).health().status()).isEqualTo(429);
    assertThat(vault.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.path()).isEqualTo("/v1/sys/health");
              assertThat(request.header("x-vault-token")).isEmpty();
              assertThat(request.header("x-vault-namespace")).isEmpty();
            });
  }

  private void assertUnreachable(VaultTransport transport, String words, URI address) {
    assertThatThrownBy(() -> transport.send(VaultCall.read("x"), TOKEN))
        .isInstanceOfSatisfying(
            UpstreamUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("ca/upstream-unreachable"))
        .hasMessageStartingWith("Vault at `" + address + "` does not answer: " + words)
        .hasMessageNotContaining("s.secret");
  }

  private FakeVault vault(Function<FakeVault.Request, Answer> answers) {
    FakeVault vault = new FakeVault(answers);
    opened.push(vault);
    return vault;
  }

  private VaultTransport transport(Kind kind, FakeVault vault) {
    VaultTransport transport = kind.made.apply(vault.settings());
    opened.push(transport);
    return transport;
  }
}
