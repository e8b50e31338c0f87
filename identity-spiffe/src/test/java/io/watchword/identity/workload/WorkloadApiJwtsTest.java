package io.watchword.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.JWTSVID;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.InvalidJwtSvidException;
import io.watchword.identity.jwt.JwtRejection;
import io.watchword.identity.jwt.JwtSvid;
import io.watchword.identity.workload.wire.FakeAgent;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadApiJwtsTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final KeyPair OLD = TestKeys.ec();
  private static final KeyPair NEW = TestKeys.ec();

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private FakeAgent agent;
  private WorkloadApiJwts jwts;

  @BeforeEach
  void start() throws Exception {
    agent = new FakeAgent(folder.resolve("agent.sock"));
    jwts = WorkloadApiJwts.connect(agent.address(), clock, new Random(1));
  }

  @AfterEach
  void stop() throws Exception {
    jwts.close();
    agent.close();
  }

  private static JWTSVID message(String id, String token, String hint) {
    return JWTSVID.newBuilder().setSpiffeId(id).setSvid(token).setHint(hint).build();
  }

  private static JWTSVIDResponse response(JWTSVID... svids) {
    return JWTSVIDResponse.newBuilder().addAllSvids(List.of(svids)).build();
  }

  private static JWTBundlesResponse keys(Map<String, KeyPair> pairs) {
    JwtBundle bundle = JwtBundle.empty(DOMAIN);
    for (Map.Entry<String, KeyPair> pair : pairs.entrySet()) {
      bundle = bundle.with(pair.getKey(), pair.getValue().getPublic());
    }
    return JWTBundlesResponse.newBuilder()
        .putBundles("spiffe://example.org", ByteString.copyFromUtf8(BundleJson.print(bundle)))
        .build();
  }

  @Test
  @Rule({"WE-05", "WA-22", "WA-23", "WA-33"})
  void fetch_twoIdentities_bothInTheAgentsOrder() throws Exception {
    agent.jwts =
        request ->
            response(
                message(WEB, TestJwt.of(WEB, "ledger").sign(OLD, "k"), "web"),
                message(ORDERS, TestJwt.of(ORDERS, "ledger").sign(OLD, "k"), ""));

    List<JwtSvid> svids = jwts.fetch(List.of("ledger"));

    assertThat(svids).extracting(svid -> svid.id().toString()).containsExactly(WEB, ORDERS);
    assertThat(svids.getFirst().hint()).isEqualTo("web");
    assertThat(agent.jwtRequests.getFirst().getAudienceList()).containsExactly("ledger");
    assertThat(agent.jwtRequests.getFirst().getSpiffeId()).isEmpty();
    assertThat(agent.securityHeaders).containsOnly("true");
  }

  @Test
  void fetch_oneIdentity_isAskedFor() throws Exception {
    agent.jwts = request -> response(message(WEB, TestJwt.of(WEB, "a").sign(OLD, "k"), ""));

    jwts.fetch(List.of("a"), Optional.of(SpiffeId.parse(WEB)), LIMIT);

    assertThat(agent.jwtRequests.getFirst().getSpiffeId()).isEqualTo(WEB);
  }

  @Test
  @Rule("WA-22")
  void fetch_noAudience_isAMistakeOfTheCaller() {
    assertThatThrownBy(() -> jwts.fetch(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("audience [] (expected: at least one, none of them empty)");
    assertThatThrownBy(() -> jwts.fetch(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(agent.calls.get()).isZero();
  }

  @Test
  @Rule({"WA-11", "WA-24"})
  void fetch_answerThatCannotBeUsed_isRefused() {
    String token = TestJwt.of(WEB, "ledger").sign(OLD, "k");
    Map<JWTSVIDResponse, String> cases =
        Map.of(
            response(),
            "the Workload API answered message of the Workload API has no SVID",
            response(message(ORDERS, token, "")),
            "the Workload API answered SVID `"
                + ORDERS
                + "` of the Workload API is unusable: the token is for `"
                + WEB
                + "`",
            response(message(WEB, "rubbish", "")),
            "the Workload API answered SVID `"
                + WEB
                + "` of the Workload API is unusable: token has 1 parts (expected: 3, separated by"
                + " `.`) (JW-01)",
            response(message(WEB, TestJwt.of(WEB, "other").sign(OLD, "k"), "")),
            "the Workload API answered SVID `"
                + WEB
                + "` of the Workload API is unusable: the token is meant for [other], not for all"
                + " of [ledger]");
    cases.forEach(
        (response, message) -> {
          agent.jwts = request -> response;
          assertThatThrownBy(() -> jwts.fetch(List.of("ledger")))
              .isInstanceOf(NoIdentityException.class)
              .hasMessage(message);
        });
    agent.refuse(Status.PERMISSION_DENIED.withDescription("no identity issued"));
    assertThatThrownBy(() -> jwts.fetch(List.of("ledger")))
        .isInstanceOf(NoIdentityException.class)
        .hasMessage("the Workload API answered PERMISSION_DENIED: no identity issued");
  }

  @Test
  @Rule({"JW-21", "WA-07", "WA-08"})
  void verify_keysAreReplaced_theNewOnesCountAtOnce() throws Exception {
    String token = TestJwt.of(WEB, "orders").sign(OLD, "old");
    agent.sendJwtBundles(keys(Map.of("old", OLD)));
    assertThat(jwts.verify(token, "orders").id()).hasToString(WEB);

    agent.sendJwtBundles(keys(Map.of("new", NEW)));

    Await.until("new keys", () -> bundle().get("new").isPresent());
    assertThatThrownBy(() -> jwts.verify(token, "orders"))
        .isInstanceOfSatisfying(
            InvalidJwtSvidException.class,
            e -> assertThat(e.reason()).isEqualTo(JwtRejection.UNTRUSTED));
    assertThat(jwts.verify(TestJwt.of(WEB, "orders").sign(NEW, "new"), "orders").keyId())
        .isEqualTo("new");
    clock.advance(Duration.ofMinutes(5));
    assertThatThrownBy(() -> jwts.verify(TestJwt.of(WEB, "orders").sign(NEW, "new"), "orders"))
        .hasMessage("token has expired at " + clock.instant() + " (JW-15)");
  }

  private JwtBundle bundle() {
    try {
      return jwts.bundles(LIMIT).get(DOMAIN).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Rule({"WA-25", "WA-11"})
  void bundles_messageWithoutAny_isUnusableAndTheLastKeysStay() throws Exception {
    agent.sendJwtBundles(keys(Map.of("old", OLD)));
    bundle();
    int calls = agent.calls.get();

    agent.sendJwtBundles(JWTBundlesResponse.getDefaultInstance());

    Await.until("another stream", () -> agent.calls.get() > calls);
    assertThat(bundle().get("old")).isPresent();
  }

  @Test
  void bundles_brokenBundleOfAnotherTrustDomain_costsOnlyThatOne() throws Exception {
    agent.sendJwtBundles(
        keys(Map.of("old", OLD)).toBuilder()
            .putBundles("spiffe://other.org", ByteString.copyFromUtf8("no json"))
            .build());

    assertThat(jwts.bundles(LIMIT).byTrustDomain()).containsOnlyKeys(DOMAIN);
  }

  @Test
  void bundles_agentRestarts_streamComesBack() throws Exception {
    agent.sendJwtBundles(keys(Map.of("old", OLD)));
    bundle();
    agent.stop();
    agent.restart();
    agent.sendJwtBundles(keys(Map.of("new", NEW)));

    Await.until("new keys", () -> bundle().get("new").isPresent());
  }

  @Test
  @Rule("WE-15")
  void bundles_agentDoesNotOfferThem_isNotAskedAgain() {
    agent.refuse(Status.UNIMPLEMENTED);

    assertThatThrownBy(() -> jwts.bundles(LIMIT))
        .isInstanceOf(NoIdentityException.class)
        .hasMessageStartingWith("no keys of JWT-SVIDs: Workload API at `unix:")
        .hasMessageEndingWith("`: UNIMPLEMENTED");
    assertThat(agent.calls.get()).isEqualTo(1);
  }

  @Test
  @Rule({"WA-27", "WA-28"})
  void askAgent_verdict_isPassedOn() throws Exception {
    agent.judge =
        request ->
            ValidateJWTSVIDResponse.newBuilder()
                .setSpiffeId(WEB)
                .setClaims(
                    Struct.newBuilder()
                        .putFields("exp", Value.newBuilder().setNumberValue(4e9).build())
                        .putFields("part", Value.newBuilder().setNumberValue(0.5).build())
                        .putFields(
                            "aud",
                            Value.newBuilder()
                                .setListValue(
                                    ListValue.newBuilder()
                                        .addValues(
                                            Value.newBuilder()
                                                .setStringValue(request.getAudience()))
                                        .addValues(
                                            Value.newBuilder()
                                                .setNullValue(
                                                    com.google.protobuf.NullValue.NULL_VALUE))
                                        .addValues(Value.newBuilder().setBoolValue(true)))
                                .build()))
                .build();

    assertThat(jwts.askAgent("a.b.c", "orders", LIMIT))
        .isEqualTo(
            new JwtVerdict.Accepted(
                SpiffeId.parse(WEB),
                Map.of(
                    "exp",
                    4_000_000_000L,
                    "part",
                    0.5,
                    "aud",
                    Arrays.asList("orders", null, true))));
  }

  @Test
  void askAgent_tokenIsRefused_isAVerdictAndNoFailure() throws Exception {
    assertThat(jwts.askAgent("a.b.c", "orders", LIMIT))
        .isEqualTo(new JwtVerdict.Refused("INVALID_ARGUMENT: token is no good"));
    agent.refuse(Status.PERMISSION_DENIED.withDescription("who are you"));
    assertThatThrownBy(() -> jwts.askAgent("a.b.c", "orders", LIMIT))
        .isInstanceOf(NoIdentityException.class)
        .hasMessage("the Workload API answered PERMISSION_DENIED: who are you");
  }

  @Test
  void fetch_nothingListens_saysSo() {
    try (WorkloadApiJwts nowhere =
        WorkloadApiJwts.connect("unix:" + folder.resolve("none.sock"), clock, new Random(1))) {
      assertThatThrownBy(() -> nowhere.fetch(List.of("a")))
          .isInstanceOf(NoIdentityException.class)
          .hasMessageStartingWith("the Workload API answered UNAVAILABLE");
    }
  }
}
