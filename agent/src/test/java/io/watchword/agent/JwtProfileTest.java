package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.record.AgentRecord;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.JWTSVID;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.JwtSvid;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JWT profile of the Workload API, by a whole agent against a fake CA.
class JwtProfileTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";

  @TempDir Path folder;
  private AgentHouse house;
  private WorkloadClient client;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
    house.ca.entry("e1", WEB, "web", AgentHouse.uid());
    house.ca.entry("e2", ORDERS, "web", AgentHouse.uid());
    house.ca.entry("e3", WEB + "/other", "", "unix:uid:4242");
    house.startReady();
    client = new WorkloadClient(house.socket);
  }

  @AfterEach
  void leave() throws Exception {
    client.close();
    house.close();
  }

  @Test
  @Rule({"WA-01", "WA-23", "WA-33", "WA-16"})
  void fetchJwtSvid_withoutSpiffeId_givesOneForEachIdentity() {
    JWTSVIDResponse answer = client.tokens("", "db", "cache");

    assertThat(answer.getSvidsList())
        .extracting(svid -> svid.getSpiffeId() + "|" + svid.getHint())
        .containsExactly(WEB + "|web", ORDERS + "|");
    JwtSvid token = JwtSvid.parse(answer.getSvids(0).getSvid());
    assertThat(token.id()).hasToString(WEB);
    assertThat(token.audience()).containsExactly("db", "cache");
    assertThat(house.audit.records)
        .contains(
            new AgentRecord.JwtSvidDelivered(
                WEB,
                List.of("db", "cache"),
                house.clock.instant().plus(Duration.ofMinutes(5)),
                ProcessHandle.current().pid(),
                Long.parseLong(AgentHouse.uid().substring("unix:uid:".length()))));
  }

  @Test
  void fetchJwtSvid_oneIdentity_givesThatOne() {
    assertThat(client.tokens(ORDERS, "db").getSvidsList())
        .extracting(JWTSVID::getSpiffeId)
        .containsExactly(ORDERS);
  }

  @Test
  @Rule({"WA-10", "WA-22"})
  void fetchJwtSvid_badRequest_isInvalidArgument() {
    refused(() -> client.tokens(""), "INVALID_ARGUMENT: no audience (expected: at least one)");
    refused(
        () -> client.tokens("", ""),
        "INVALID_ARGUMENT: an empty audience (expected: who the token is for)");
    refused(
        () -> client.tokens("", "db", ""),
        "INVALID_ARGUMENT: an empty audience (expected: who the token is for)");
    refused(
        () -> client.tokens("", "x".repeat(2049)),
        "INVALID_ARGUMENT: an audience of 2049 characters (expected: at most 2048)");
    refused(
        () -> client.tokens("https://example.org/web", "db"),
        "INVALID_ARGUMENT: `https://example.org/web` does not begin with `spiffe://` (ID-01)");
    assertThat(house.ca.tokens).hasValue(0);
  }

  @Test
  @Rule("WA-24")
  void fetchJwtSvid_identityOfSomebodyElse_isDenied() {
    refused(
        () -> client.tokens(WEB + "/other", "db"),
        "PERMISSION_DENIED: not entitled to `" + WEB + "/other`");
  }

  @Test
  void fetchJwtSvid_callerWithoutIdentity_isDenied() {
    house.ca.removeEntry("e1");
    house.ca.removeEntry("e2");
    Await.until(
        "the entries are gone",
        () -> {
          try {
            client.tokens("", "db");
            return false;
          } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() == Status.Code.PERMISSION_DENIED;
          }
        });

    refused(() -> client.tokens("", "db"), "PERMISSION_DENIED: no identity issued");
    refused(() -> client.validate("a.b.c", "db"), "PERMISSION_DENIED: no identity issued");
    WorkloadClient.Updates<JWTBundlesResponse> keys = client.keys();
    Await.until("denied, too", () -> keys.end != null);
    assertThat(keys.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void fetchJwtSvid_again_comesFromTheCacheUntilHalfItsLife() {
    String first = client.tokens(WEB, "db", "cache").getSvids(0).getSvid();
    house.clock.advance(Duration.ofSeconds(130));
    assertThat(client.tokens(WEB, "cache", "db", "db").getSvids(0).getSvid()).isEqualTo(first);
    assertThat(house.ca.tokens).hasValue(1);

    house.clock.advance(Duration.ofSeconds(40));
    assertThat(client.tokens(WEB, "db", "cache").getSvids(0).getSvid()).isNotEqualTo(first);
    assertThat(client.tokens(WEB, "db").getSvids(0).getSvid()).isNotEqualTo(first);
    assertThat(house.ca.tokens).hasValue(3);
  }

  @Test
  void fetchJwtSvid_caDown_servesWhatIsStillValid_andThenNothing() {
    String first = client.tokens(WEB, "db").getSvids(0).getSvid();
    house.ca.refuseIssuing(true);
    house.clock.advance(Duration.ofSeconds(200));
    assertThat(client.tokens(WEB, "db").getSvids(0).getSvid()).isEqualTo(first);

    house.clock.advance(Duration.ofSeconds(100));
    refused(
        () -> client.tokens(WEB, "db"),
        "UNAVAILABLE: no JWT-SVID could be issued: the CA cannot be reached: sealed");
  }

  @Test
  void fetchJwtSvid_keyIsWithdrawn_tokenIsNotServedAnyMore() {
    String first = client.tokens(WEB, "db").getSvids(0).getSvid();
    house.ca.rotateJwtKey();
    Await.until(
        "a token of the new key",
        () -> !client.tokens(WEB, "db").getSvids(0).getSvid().equals(first));
  }

  @Test
  void fetchJwtSvid_caSignsForSomebodyElse_isNotServed() {
    house.ca.signFor("spiffe://example.org/admin");

    refused(
        () -> client.tokens(WEB, "db"),
        "INTERNAL: no JWT-SVID could be issued: the CA signed another token than was asked for");
  }

  @Test
  void cache_isBounded() {
    for (int i = 0; i < 1001; i++) {
      client.tokens(WEB, "a" + i);
    }
    client.tokens(WEB, "a1000");
    assertThat(house.ca.tokens).hasValue(1001);
    client.tokens(WEB, "a0");
    assertThat(house.ca.tokens).hasValue(1002);
  }

  @Test
  @Rule({"WA-25", "WA-26", "WA-04", "WA-05"})
  void fetchJwtBundles_ownAndFederated_andEachChange() {
    KeyPair foreign = TestKeys.ec();
    house.ca.federate(TestCa.root("partner.test"), foreign);
    house.ca.federate(TestCa.root("stranger.test"), TestKeys.ec());
    WorkloadClient.Updates<JWTBundlesResponse> updates = client.keys();
    Await.until("the first answer", () -> !updates.messages.isEmpty());
    assertThat(updates.last().getBundlesMap()).containsOnlyKeys("spiffe://example.org");
    house.ca.put(
        WorkloadEntry.newBuilder()
            .setEntryId("e1")
            .setSpiffeId(WEB)
            .addSelectors(AgentHouse.uid())
            .addFederatesWith("partner.test"));
    Await.until("the partner's keys", () -> updates.last().getBundlesCount() == 2);
    house.ca.rotateJwtKey();
    Await.until(
        "the new key",
        () ->
            updates.last().getBundlesOrThrow("spiffe://example.org").toStringUtf8().contains("+"));

    String own = updates.last().getBundlesOrThrow("spiffe://example.org").toStringUtf8();
    assertThat(BundleJson.parseKeys(new TrustDomain("example.org"), own).keys())
        .containsOnlyKeys("jwt-1+")
        .containsValue(house.ca.jwtKeys().getPublic());
    assertThat(own).doesNotContain("x509-svid").doesNotContain("x5c");
    String partner = updates.last().getBundlesOrThrow("spiffe://partner.test").toStringUtf8();
    assertThat(BundleJson.parseKeys(new TrustDomain("partner.test"), partner).keys())
        .containsEntry("foreign", foreign.getPublic());
  }

  @Test
  @Rule({"WA-27", "WA-28"})
  void validate_goodToken_givesIdAndClaims() {
    String token =
        TestJwt.of(WEB, "db")
            .claim("groups", "[\"a\",1,true,null,{\"b\":2.5}]")
            .sign(house.ca.jwtKeys(), "jwt-1");

    var answer = client.validate(token, "db");

    assertThat(answer.getSpiffeId()).isEqualTo(WEB);
    assertThat(answer.getClaims().getFieldsMap().keySet())
        .containsExactlyInAnyOrder("sub", "aud", "exp", "iat", "groups");
    assertThat(answer.getClaims().getFieldsOrThrow("exp").getNumberValue())
        .isEqualTo(house.clock.instant().plusSeconds(300).getEpochSecond());
    var groups = answer.getClaims().getFieldsOrThrow("groups").getListValue();
    assertThat(groups.getValues(0).getStringValue()).isEqualTo("a");
    assertThat(groups.getValues(1).getNumberValue()).isEqualTo(1);
    assertThat(groups.getValues(2).getBoolValue()).isTrue();
    assertThat(groups.getValues(3).hasNullValue()).isTrue();
    assertThat(groups.getValues(4).getStructValue().getFieldsOrThrow("b").getNumberValue())
        .isEqualTo(2.5);
  }

  @Test
  @Rule({"WA-10", "WA-27"})
  void validate_badTokenOrRequest_isInvalidArgument() {
    String good = TestJwt.of(WEB, "db").sign(house.ca.jwtKeys(), "jwt-1");
    invalid(good, "other");
    invalid(good + "\n", "db");
    invalid(good, "");
    invalid("", "db");
    invalid(TestJwt.of(WEB, "db").sign(TestKeys.ec(), "jwt-1"), "db");
    house.clock.advance(Duration.ofSeconds(301));
    invalid(good, "db");
  }

  @Test
  @Rule("WA-29")
  void validate_foreignToken_byTheBundleOfItsTrustDomainAlone() {
    KeyPair foreign = TestKeys.ec();
    String token = TestJwt.of("spiffe://partner.test/x", "db").sign(foreign, "foreign");
    invalid(token, "db");
    house.ca.federate(TestCa.root("partner.test"), foreign);
    invalid(token, "db");
    house.ca.put(
        WorkloadEntry.newBuilder()
            .setEntryId("e1")
            .setSpiffeId(WEB)
            .addSelectors(AgentHouse.uid())
            .addFederatesWith("partner.test"));
    Await.until(
        "it is trusted",
        () -> {
          try {
            return client.validate(token, "db").getSpiffeId().equals("spiffe://partner.test/x");
          } catch (StatusRuntimeException e) {
            return false;
          }
        });

    // By the partner's key for one of ours, and by ours for one of the partner's.
    invalid(TestJwt.of(WEB, "db").sign(foreign, "foreign"), "db");
    invalid(TestJwt.of("spiffe://partner.test/x", "db").sign(house.ca.jwtKeys(), "jwt-1"), "db");
  }

  private void invalid(String token, String audience) {
    assertThatThrownBy(() -> client.validate(token, audience))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(StatusRuntimeException.class).hasMessage(message);
  }
}
