package io.watchword.identity.workload;

import static io.watchword.identity.workload.wire.FakeAgent.message;
import static io.watchword.identity.workload.wire.FakeAgent.svid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.workload.wire.FakeAgent;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadApiSourceTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestCa OTHER = TestCa.root("other.org");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private FakeAgent agent;
  private WorkloadApiSource source;

  @BeforeEach
  void start() throws Exception {
    agent = new FakeAgent(folder.resolve("agent.sock"));
    source = WorkloadApiSource.connect(agent.address(), clock, new Random(1));
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    agent.close();
  }

  private static X509SVIDResponse web() {
    return message(svid(WEB, ROOT.intermediate().leaf(WEB), ROOT, "web"));
  }

  @Test
  @Rule({"WE-05", "WA-33", "WA-12", "WA-13"})
  void connect_agentHasTwoIdentities_firstIsTheDefault() throws Exception {
    agent.send(
        message(
            svid(WEB, ROOT.leaf(WEB), ROOT, "web"),
            svid(ORDERS, ROOT.leaf(ORDERS), ROOT, "orders")));

    X509Context context = source.awaitFirst(LIMIT);

    assertThat(context.defaultSvid().id()).hasToString(WEB);
    assertThat(context.byHint("orders").orElseThrow().id()).hasToString(ORDERS);
    assertThat(context.bundles().get(new TrustDomain("example.org")).orElseThrow().roots())
        .hasSize(1);
    assertThat(agent.securityHeaders).containsOnly("true");
  }

  @Test
  @Rule({"WA-04", "WA-07", "WA-08", "WA-09", "WA-19"})
  void onChange_nextMessageHasLess_nothingOfTheOneBeforeIsKept() throws Exception {
    List<X509Context> seen = new CopyOnWriteArrayList<>();
    source.onChange(seen::add);
    agent.send(
        message(
                svid(WEB, ROOT.leaf(WEB), ROOT, "web"),
                svid(ORDERS, ROOT.leaf(ORDERS), ROOT, "orders"))
            .toBuilder()
            .putFederatedBundles("spiffe://other.org", ByteString.copyFrom(OTHER.der()))
            .build());
    source.awaitFirst(LIMIT);

    agent.send(message(svid(ORDERS, ROOT.leaf(ORDERS), ROOT, "")));

    Await.until("second context", () -> seen.size() == 2);
    assertThat(seen.getFirst().bundles().get(new TrustDomain("other.org"))).isPresent();
    assertThat(source.current().svids()).hasSize(1);
    assertThat(source.current().byHint("web")).isEmpty();
    assertThat(source.current().bundles().get(new TrustDomain("other.org"))).isEmpty();
  }

  @Test
  @Rule("WA-17")
  void byHint_hintTwice_firstWins() throws Exception {
    agent.send(
        message(svid(WEB, ROOT.leaf(WEB), ROOT, "x"), svid(ORDERS, ROOT.leaf(ORDERS), ROOT, "x")));

    assertThat(source.awaitFirst(LIMIT).byHint("x").orElseThrow().id()).hasToString(WEB);
  }

  @Test
  @Rule({"WA-11", "WA-15"})
  void onUpdate_messageWithoutSvids_streamIsClosedAndLastStateStays() throws Exception {
    agent.send(web());
    X509Context before = source.awaitFirst(LIMIT);
    int calls = agent.calls.get();

    agent.send(X509SVIDResponse.getDefaultInstance());

    Await.until("another stream", () -> agent.calls.get() > calls);
    assertThat(source.current()).isEqualTo(before);
    assertThat(source.problem().orElseThrow()).contains("message of the Workload API has no SVID");
  }

  @Test
  @Rule("WA-11")
  void onUpdate_keyOfAnotherCertificate_isUnusable() throws Exception {
    TestSvid one = ROOT.leaf(WEB);
    agent.send(message(svid(WEB, new TestSvid(one.ders(), ROOT.leaf(WEB).key()), ROOT, "")));

    Await.until(
        "problem",
        () ->
            source.problem().orElse("").contains("private key does not belong to the certificate"));
    assertThatThrownBy(source::current)
        .isInstanceOf(NoIdentityException.class)
        .hasMessageStartingWith("there is no identity yet: Workload API at `unix:");
  }

  @Test
  void onUpdate_brokenFederatedBundle_costsOnlyThatBundle() throws Exception {
    agent.send(
        web().toBuilder()
            .putFederatedBundles("spiffe://other.org", ByteString.copyFromUtf8("no DER"))
            .build());

    X509Context context = source.awaitFirst(LIMIT);

    assertThat(context.defaultSvid().id()).hasToString(WEB);
    assertThat(context.bundles().get(new TrustDomain("other.org"))).isEmpty();
  }

  @Test
  void onUpdate_revocationLists_comeAndGoWithTheState() throws Exception {
    agent.send(web().toBuilder().addCrl(ByteString.copyFrom(ROOT.crl().sign())).build());
    assertThat(source.awaitFirst(LIMIT).revocations().lists()).hasSize(1);

    agent.send(web());

    Await.until("no list", () -> source.current().revocations().isEmpty());
  }

  @Test
  void onUpdate_brokenRevocationList_isUnusableAndTheLastStateStays() throws Exception {
    agent.send(web());
    X509Context before = source.awaitFirst(LIMIT);

    agent.send(web().toBuilder().addCrl(ByteString.copyFromUtf8("no DER")).build());

    Await.until(
        "problem",
        () ->
            source
                .problem()
                .orElse("")
                .contains("revocation list of the Workload API is unusable: "));
    assertThat(source.current()).isEqualTo(before);
  }

  @Test
  @Rule({"WA-03", "WA-05"})
  void onEnd_agentEndsTheStream_anotherIsOpened() throws Exception {
    agent.send(web());
    source.awaitFirst(LIMIT);

    agent.endStreams();

    Await.until("another stream", () -> agent.openStreams() == 1);
  }

  @Test
  @Rule({"WE-16", "WA-18"})
  void onEnd_permissionDenied_isTriedAgain() throws Exception {
    agent.refuse(Status.PERMISSION_DENIED.withDescription("no identity issued"));
    Await.until(
        "problem",
        () -> source.problem().orElse("").contains("PERMISSION_DENIED: no identity issued"));

    agent.send(web());

    assertThat(source.awaitFirst(LIMIT).defaultSvid().id()).hasToString(WEB);
    assertThat(source.problem()).isEmpty();
  }

  @Test
  @Rule("WE-15")
  void onEnd_invalidArgument_isNeverTriedAgain() throws Exception {
    agent.refuse(Status.INVALID_ARGUMENT.withDescription("security header missing"));

    assertThatThrownBy(() -> source.awaitFirst(LIMIT))
        .isInstanceOf(NoIdentityException.class)
        .hasMessageContaining("INVALID_ARGUMENT: security header missing");
    int calls = agent.calls.get();
    agent.send(web());
    assertThatThrownBy(() -> source.awaitFirst(Duration.ofMillis(300)))
        .isInstanceOf(NoIdentityException.class);
    assertThat(agent.calls.get()).isEqualTo(calls);
  }

  @Test
  void current_agentIsGone_servesTheLastStateWhileItLives() throws Exception {
    Instant end = FakeClock.START.plus(Duration.ofHours(1));
    agent.send(
        message(
            svid(
                WEB,
                ROOT.leaf(WEB, c -> c.validity(FakeClock.START.minusSeconds(60), end)),
                ROOT,
                "")));
    X509Context context = source.awaitFirst(LIMIT);

    agent.stop();
    Await.until("problem", () -> source.problem().isPresent());

    clock.advance(Duration.ofMinutes(59));
    assertThat(source.current()).isEqualTo(context);
    clock.advance(Duration.ofMinutes(2));
    assertThatThrownBy(source::current)
        .isInstanceOf(NoIdentityException.class)
        .hasMessageContaining("the last identity, `" + WEB + "`, ended at " + end);
  }

  @Test
  void onEnd_agentRestarts_streamComesBack() throws Exception {
    agent.send(web());
    source.awaitFirst(LIMIT);
    agent.stop();
    Await.until("problem", () -> source.problem().isPresent());

    agent.restart();

    Await.until("stream", () -> agent.openStreams() == 1 && source.problem().isEmpty());
  }

  @Test
  void awaitFirst_nothingListens_saysSo() {
    try (WorkloadApiSource nowhere =
        WorkloadApiSource.connect("unix:" + folder.resolve("none.sock"), clock, new Random(1))) {
      Await.until("problem", () -> nowhere.problem().orElse("").contains("UNAVAILABLE"));
      assertThatThrownBy(() -> nowhere.awaitFirst(Duration.ofMillis(1)))
          .isInstanceOf(NoIdentityException.class)
          .hasMessageContaining("UNAVAILABLE");
    }
  }
}
