package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.watchword.api.record.AgentRecord;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole agents against a fake CA: real TLS, real Unix sockets, a clock moved by hand.
class AgentTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String ORDERS = "spiffe://example.org/ns/shop/sa/orders";
  private static final TrustDomain DOMAIN = new TrustDomain(FakeCa.TRUST_DOMAIN);

  @TempDir Path folder;
  private AgentHouse house;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
  }

  @AfterEach
  void leave() throws Exception {
    house.close();
  }

  @Test
  @Rule({"WA-01", "WA-04", "WA-05", "WA-12", "WA-13", "WA-15", "WE-02", "WE-07", "WE-12", "WE-18"})
  void fetchX509Svid_entitledWorkload_getsChainKeyAndBundleAtOnce() throws Exception {
    house.ca.entry("e1", WEB, "web", AgentHouse.uid());
    house.startReady();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());

      var message = updates.messages.getFirst().getSvids(0);
      X509Svid svid =
          X509Svid.parse(
              message.getX509Svid().toByteArray(),
              message.getX509SvidKey().toByteArray(),
              message.getHint());
      X509Bundle bundle = X509Bundle.parse(DOMAIN, message.getBundle().toByteArray());
      assertThat(message.getSpiffeId()).isEqualTo(WEB);
      assertThat(message.getHint()).isEqualTo("web");
      assertThat(
              new X509SvidValidator()
                  .validate(svid.chain(), TrustBundles.of(bundle), house.clock.instant())
                  .id())
          .hasToString(WEB);
    }
    assertThat(house.ready).hasValue(1);
    assertThat(house.audit.records)
        .anyMatch(r -> r instanceof AgentRecord.SvidDelivered d && d.spiffeId().equals(WEB))
        .anyMatch(r -> r instanceof AgentRecord.NodeIdentity n && n.action().equals("attested"));
  }

  @Test
  @Rule({"WA-16", "WA-33", "WA-34"})
  void fetchX509Svid_severalIdentities_comeInTheCasOrderWithUniqueHints() throws Exception {
    house.ca.entry("z", WEB, "mine", AgentHouse.uid());
    house.ca.entry("a", ORDERS, "mine", AgentHouse.uid());
    house.ca.entry("m", WEB + "/long", "h".repeat(1025), AgentHouse.uid());
    house.ca.entry("x", WEB + "/other", "other", "unix:uid:4242");
    house.startReady();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());

      assertThat(updates.messages.getFirst().getSvidsList())
          .extracting(svid -> svid.getSpiffeId() + "|" + svid.getHint())
          .containsExactly(WEB + "|mine", ORDERS + "|", WEB + "/long|");
    }
  }

  @Test
  @Rule("WA-20")
  void fetchX509Bundles_entitledWorkload_getsTheOwnTrustDomain() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509BundlesResponse> updates = client.bundles();
      Await.until("the first answer", () -> !updates.messages.isEmpty());
      TestCa fresh = house.ca.publishNewRoot();
      Await.until("the second root", () -> updates.messages.size() == 2);

      assertThat(updates.messages.getFirst().getBundlesMap())
          .containsOnlyKeys("spiffe://example.org");
      assertThat(
              X509Bundle.parse(
                      DOMAIN,
                      updates.last().getBundlesOrThrow("spiffe://example.org").toByteArray())
                  .strictRoots())
          .extracting(root -> root.sha256Hex())
          .containsExactlyInAnyOrder(house.ca.rootSha256(), FakeCa.sha256Hex(fresh.der()));
    }
  }

  @Test
  @Rule("WA-18")
  void fetch_callerWithoutIdentity_isDenied() throws Exception {
    house.ca.entry("e1", WEB, "", "unix:uid:4242");
    house.startReady();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> svids = client.svids();
      WorkloadClient.Updates<X509BundlesResponse> bundles = client.bundles();
      Await.until("both end", () -> svids.end != null && bundles.end != null);

      assertThat(svids.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(bundles.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    assertThat(house.audit.records).anyMatch(r -> r instanceof AgentRecord.WorkloadRefused);
    assertThat(house.meters.get(AgentMetrics.REFUSED).counter().count()).isEqualTo(2);
  }

  @Test
  @Rule({"WA-06", "WA-19"})
  void stream_entriesComeAndGo_eachChangeIsTheFullState() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("one identity", () -> ids(updates).equals(List.of(WEB)));
      house.ca.entry("e2", ORDERS, "", AgentHouse.uid());
      Await.until("two identities", () -> ids(updates).equals(List.of(WEB, ORDERS)));
      house.ca.removeEntry("e1");
      Await.until("the other one", () -> ids(updates).equals(List.of(ORDERS)));
      house.ca.removeEntry("e2");
      Await.until("the end", () -> updates.end != null);

      assertThat(updates.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void halfLife_svidIsRenewed_withAnotherKey() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());
      house.clock.advance(Duration.ofMinutes(34));
      house.agent().tick();
      Await.until("the renewed one", () -> updates.messages.size() == 2);

      assertThat(updates.messages.get(1).getSvids(0).getX509SvidKey())
          .isNotEqualTo(updates.messages.get(0).getSvids(0).getX509SvidKey());
    }
  }

  @Test
  void newIssuingRoot_svidsAreIssuedAnewAndNoStateIsPartial() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.ca.entry("e2", ORDERS, "", AgentHouse.uid());
    house.startReady();
    String old = house.ca.rootSha256();
    TestCa oldRoot = house.ca.issuingRoot();

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());
      TestCa fresh = house.ca.publishNewRoot();
      Await.until("both roots are trusted", () -> roots(updates).size() == 2);
      house.ca.issueUnder(fresh);
      Await.until(
          "leaves under the new root",
          () -> {
            house.clock.advance(Duration.ofMillis(20));
            house.agent().tick();
            return leafRoots(updates).equals(List.of(hex(fresh), hex(fresh)));
          });
      Await.until(
          "the node svid moved, too",
          () -> {
            house.clock.advance(Duration.ofMillis(20));
            return house.ca.renewals.get() == 1;
          });
      house.ca.distrust(oldRoot);
      Await.until("the old root is gone", () -> roots(updates).equals(List.of(hex(fresh))));

      assertThat(updates.messages).allMatch(message -> message.getSvidsCount() == 2);
      assertThat(old).isNotEqualTo(hex(fresh));
    }
  }

  @Test
  void caDown_validSvidsAreServedOn_expiredOnesNever() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient first = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> before = first.svids();
      Await.until("the first answer", () -> !before.messages.isEmpty());
      house.ca.stop();
      Await.until("loss of contact shows", () -> !house.health.ready());
      house.clock.advance(Duration.ofMinutes(40));
      house.agent().tick();

      WorkloadClient.Updates<X509SVIDResponse> during = first.svids();
      Await.until("still served", () -> !during.messages.isEmpty());
      assertThat(before.end).isNull();

      house.clock.advance(Duration.ofMinutes(21));
      house.agent().tick();
      Await.until("taken back", () -> before.end != null && during.end != null);
      assertThat(before.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);

      house.ca.start();
      Await.until("contact is back", house.health::ready);
      WorkloadClient.Updates<X509SVIDResponse> after = first.svids();
      Await.until(
          "issued again",
          () -> {
            if (after.end != null) {
              throw new AssertionError(after.end);
            }
            return !after.messages.isEmpty();
          });
    }
  }

  @Test
  void restart_keepsTheNodeSvidAndNeedsNoToken() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    house.stopAgent();
    Files.delete(house.tokenFile);
    assertThat(house.socket).doesNotExist();

    house.startAgent();
    Await.until("ready again", () -> house.ready.get() == 2);
    assertThat(house.ca.clientSerials).hasSize(2);
    assertThat(house.ca.clientSerials.get(1)).isEqualTo(house.ca.clientSerials.get(0));
    try (Stream<Path> files = Files.list(house.state)) {
      assertThat(files.filter(file -> file.toString().endsWith(".pem")))
          .allMatch(
              file -> {
                try {
                  return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                      .equals("rw-------");
                } catch (java.io.IOException e) {
                  return false;
                }
              });
    }
  }

  @Test
  void nodeHalfLife_nodeSvidIsRenewedAndUsedForANewConnection() throws Exception {
    house.startReady();
    house.clock.advance(Duration.ofMinutes(133));
    house.agent().tick();
    Await.until("renewed", () -> house.ca.renewals.get() == 1);
    Await.until("connected anew", () -> house.ca.clientSerials.size() == 2);

    assertThat(house.ca.clientSerials.get(1)).isNotEqualTo(house.ca.clientSerials.get(0));
    Await.until("ready", house.health::ready);
    assertThat(house.meters.get(AgentMetrics.NODE_RENEWALS).counter().count()).isEqualTo(1);
  }

  @Test
  void evicted_everythingIsTakenBack_andANewTokenBringsItAll() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());
      house.ca.evict();
      Await.until("taken back", () -> updates.end != null);

      assertThat(updates.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(house.why("node-svid"))
          .isEqualTo("the CA refused this agent: evicted; waiting for a new join token");
      house.ca.pardon();
      house.token(house.ca.newToken());
      Await.until("let in again", house.health::ready);
      WorkloadClient.Updates<X509SVIDResponse> after = client.svids();
      Await.until("served again", () -> !after.messages.isEmpty());
    }
  }

  @Test
  void expiredNodeSvid_isNotUsed_andSaysSo() throws Exception {
    house.startReady();
    house.stopAgent();
    house.clock.advance(Duration.ofHours(5));
    house.startAgent();
    Await.until("it knows", () -> house.why("node-svid").contains("expired"));

    assertThat(house.why("node-svid"))
        .startsWith("the node SVID expired at 2026-03-01T16:00:00Z; waiting for a new join token");
    assertThat(house.health.ready()).isFalse();
  }

  @Test
  void attest_caWithAnotherRoot_isNotTrusted() throws Exception {
    String token = house.ca.newToken();
    house.token(token.substring(0, token.length() - 64) + "0".repeat(64));
    house.startAgent();
    Await.until("it tried", () -> house.why("node-svid").contains("CA"));

    assertThat(house.why("node-svid")).contains("the server is not our CA").contains("no roots");
    assertThat(house.state.resolve("node-svid.pem")).doesNotExist();
  }

  @Test
  void attest_usedToken_isNotTriedAgain() throws Exception {
    String token = house.ca.newToken();
    house.startReady();
    house.stopAgent();
    Files.delete(house.state.resolve("node-svid.pem"));
    house.startAgent();
    Await.until("it waits", () -> house.why("node-svid").contains("waiting"));
    assertThat(house.health.ready()).isFalse();
    house.token(token);
    Await.until("the other token lets it in", house.health::ready);
  }

  @Test
  void ca_signsForSomebodyElse_isNotServed() throws Exception {
    house.ca.signFor("spiffe://example.org/admin");
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("refused", () -> updates.end != null);

      assertThat(updates.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(updates.end.getDescription())
          .contains("the CA signed for `spiffe://example.org/admin`");
    }
  }

  @Test
  void ca_declinesOneEntry_theOthersAreServed() throws Exception {
    house.ca.decline("e1");
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.ca.entry("e2", ORDERS, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the other one", () -> ids(updates).equals(List.of(ORDERS)));
      house.ca.accept("e1");
      house.clock.advance(Duration.ofSeconds(31));
      house.agent().tick();
      Await.until("both", () -> ids(updates).equals(List.of(WEB, ORDERS)));
    }
  }

  @Test
  void ca_sendsAnOlderBundle_itIsNotUsed() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());
      house.ca.goBack();
      house.ca.entry("e2", ORDERS, "", AgentHouse.uid());
      Await.until("the entry came", () -> ids(updates).size() == 2);

      assertThat(roots(updates)).containsExactly(house.ca.rootSha256());
    }
  }

  @Test
  @Rule("WA-04")
  void ca_slow_callersWaitForTheWholeState() throws Exception {
    CompletableFuture<Void> slow = house.ca.slowDown();
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.ca.entry("e2", ORDERS, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the stream is open", () -> streams() == 1);
      assertThat(updates.messages).isEmpty();
      slow.complete(null);
      Await.until("the whole state", () -> !updates.messages.isEmpty());

      assertThat(updates.messages.getFirst().getSvidsCount()).isEqualTo(2);
      assertThat(updates.end).isNull();
    }
  }

  @Test
  void ca_refusesToSign_callersAreToldToComeBack_andServedWhenItSignsAgain() throws Exception {
    house.ca.refuseIssuing(true);
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("told", () -> updates.end != null);
      assertThat(updates.end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(updates.end.getDescription()).contains("sealed");

      house.ca.refuseIssuing(false);
      house.clock.advance(Duration.ofSeconds(31));
      house.agent().tick();
      Await.until("issued", () -> house.ca.issued.get() == 1);
      Await.until(
          "served",
          () -> {
            WorkloadClient.Updates<X509SVIDResponse> next = client.svids();
            Await.until("an answer", () -> next.end != null || !next.messages.isEmpty());
            return !next.messages.isEmpty();
          });
    }
  }

  @Test
  void slowReader_getsTheNewestStateAndNoQueue() throws Exception {
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient slow = new WorkloadClient(house.socket);
        WorkloadClient quick = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> stuck = slow.svidsReading(1);
      WorkloadClient.Updates<X509SVIDResponse> reading = quick.svids();
      Await.until("both began", () -> stuck.messages.size() == 1 && !reading.messages.isEmpty());
      // A thousand states of 2 KiB and more do not fit into the window of a stream.
      for (int i = 0; i < 300; i++) {
        int seen = reading.messages.size();
        house.ca.publishNewRoot();
        Await.until("the quick one sees it", () -> reading.messages.size() > seen);
      }
      stuck.read(1000);
      Await.until("the newest state", () -> stuck.last().equals(reading.last()));
      assertThat(stuck.messages.size()).isLessThan(reading.messages.size());
    }
  }

  private double streams() {
    return house.meters.get(AgentMetrics.STREAMS).gauge().value();
  }

  private static List<String> ids(WorkloadClient.Updates<X509SVIDResponse> updates) {
    return updates.messages.isEmpty()
        ? List.of()
        : updates.last().getSvidsList().stream().map(svid -> svid.getSpiffeId()).toList();
  }

  private static List<String> roots(WorkloadClient.Updates<X509SVIDResponse> updates) {
    return X509Bundle.parse(DOMAIN, updates.last().getSvids(0).getBundle().toByteArray())
        .strictRoots()
        .stream()
        .map(root -> root.sha256Hex())
        .toList();
  }

  private List<String> leafRoots(WorkloadClient.Updates<X509SVIDResponse> updates) {
    return updates.last().getSvidsList().stream()
        .map(
            svid -> {
              X509Bundle bundle = X509Bundle.parse(DOMAIN, svid.getBundle().toByteArray());
              List<java.security.cert.X509Certificate> chain =
                  X509Svid.parse(
                          svid.getX509Svid().toByteArray(), svid.getX509SvidKey().toByteArray(), "")
                      .chain();
              return java.util.HexFormat.of()
                  .formatHex(
                      new X509SvidValidator()
                          .validate(chain, TrustBundles.of(bundle), house.clock.instant())
                          .rootSha256());
            })
        .toList();
  }

  private static String hex(TestCa root) {
    return FakeCa.sha256Hex(root.der());
  }
}
