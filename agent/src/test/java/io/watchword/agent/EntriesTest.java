package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.svid.X509Svid;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the CA's entries: by whole agents against a fake CA.
class EntriesTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

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
  void manyEntriesInParts_orderCountsOverAllParts() throws Exception {
    house.ca.partsOf(2);
    for (int i = 9; i > 2; i--) {
      house.ca.entry("e" + i, WEB + i, "", AgentHouse.uid());
    }
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());

      assertThat(ids(updates))
          .containsExactly(WEB + 9, WEB + 8, WEB + 7, WEB + 6, WEB + 5, WEB + 4, WEB + 3);
      house.ca.entry("e7", WEB + 77, "", AgentHouse.uid());
      Await.until("a changed one keeps its place", () -> ids(updates).get(2).equals(WEB + 77));
      assertThat(ids(updates)).hasSize(7);
    }
  }

  @Test
  void hundredThousandEntries_areTakenAndFoundBySelectors() throws Exception {
    List<WorkloadEntry> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(
          WorkloadEntry.newBuilder()
              .setEntryId("entry-" + i)
              .setSpiffeId("spiffe://example.org/ns/n" + i % 100 + "/sa/s" + i)
              .addSelectors(AgentHouse.uid())
              .addSelectors("unix:path:/opt/s" + i)
              .setRevision(1)
              .build());
    }
    house.ca.register(many);
    house.ca.entry("mine", WEB, "", AgentHouse.uid());
    house.ca.partsOf(5000);
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());

      assertThat(ids(updates)).containsExactly(WEB);
      house.ca.entry("other", WEB + "2", "", AgentHouse.uid());
      Await.until("a change comes alone", () -> ids(updates).size() == 2);
    }
  }

  @Test
  void prefetchDisabled_svidIsOrderedByTheFirstCall_beforeAllThatWaits() throws Exception {
    CompletableFuture<Void> slow = house.ca.slowDown();
    for (int i = 0; i < 300; i++) {
      house.ca.entry("bulk" + i, WEB + i, "", "unix:uid:4242");
    }
    house.ca.put(entry("lazy").setDisableX509SvidPrefetch(true));
    house.startReady();
    Await.until("two batches wait", () -> house.ca.asked.get() == 2);
    house.ca.noMoreSlowness();
    assertThat(house.ca.issued).hasValue(0);
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());

      assertThat(ids(updates)).containsExactly(WEB);
      assertThat(house.ca.issued).hasValue(1);
    }
    slow.complete(null);
    Await.until("the others follow", () -> house.ca.issued.get() == 301);
  }

  @Test
  void overTheLimit_svidsAreMadeWhenAskedFor_andTheUnusedForgotten() throws Exception {
    house.with("cache: { x509-svids: 2 }");
    house.ca.entry("e1", WEB + 1, "", "unix:uid:4241");
    house.ca.entry("e2", WEB + 2, "", "unix:uid:4242");
    house.ca.entry("e3", WEB + 3, "", AgentHouse.uid());
    house.startReady();
    Await.until("two are made", () -> house.ca.issued.get() == 2);
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("made when asked for", () -> !updates.messages.isEmpty());
      assertThat(svids()).isEqualTo(3);
      house.clock.advance(Duration.ofMinutes(2));
      house.agent().tick();

      assertThat(svids()).isEqualTo(2);
      assertThat(updates.end).isNull();
      assertThat(ids(updates)).containsExactly(WEB + 3);
    }
  }

  @Test
  void entryEnds_itsIdentityIsTakenBackAtThatMoment_withoutTheCa() throws Exception {
    Instant end = house.clock.instant().plus(Duration.ofMinutes(10));
    house.ca.put(entry("e1").setExpiresAt(Timestamp.newBuilder().setSeconds(end.getEpochSecond())));
    house.ca.entry("e2", WEB + "2", "", AgentHouse.uid());
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("both", () -> ids(updates).equals(List.of(WEB, WEB + "2")));
      house.ca.stop();
      house.clock.advance(Duration.ofMinutes(10));
      house.agent().tick();

      Await.until("one is left", () -> ids(updates).equals(List.of(WEB + "2")));
    }
  }

  @Test
  @Rule({"WA-14", "WA-20"})
  void federatedBundlesAndCrls_comeToWhoFederates() throws Exception {
    TestCa partner = TestCa.root("partner.test");
    house.ca.federate(partner, TestKeys.ec());
    house.ca.federate(TestCa.root("stranger.test"), TestKeys.ec());
    house.ca.crl(new byte[] {0x30, 0x00});
    house.ca.put(entry("e1").addFederatesWith("partner.test").addFederatesWith("unknown.test"));
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      var bundles = client.bundles();
      Await.until("both", () -> !updates.messages.isEmpty() && !bundles.messages.isEmpty());

      assertThat(updates.last().getFederatedBundlesMap()).containsOnlyKeys("spiffe://partner.test");
      assertThat(updates.last().getFederatedBundlesOrThrow("spiffe://partner.test").toByteArray())
          .isEqualTo(partner.der());
      assertThat(updates.last().getCrlList())
          .extracting(crl -> crl.toByteArray())
          .containsExactly(new byte[] {0x30, 0x00});
      assertThat(bundles.last().getBundlesMap())
          .containsOnlyKeys("spiffe://example.org", "spiffe://partner.test");
      assertThat(bundles.last().getCrlList()).hasSize(1);
      house.ca.crl(new byte[] {0x30, 0x01, 0x05});
      Await.until("the new list", () -> updates.last().getCrlCount() == 2);
    }
  }

  @Test
  void template_becomesTheCallersId_andNobodyElses() throws Exception {
    String uid = AgentHouse.uid().substring("unix:uid:".length());
    house.ca.put(entry("t1").setSpiffeId("spiffe://example.org/user/{unix:uid}"));
    house.ca.put(entry("t2").setSpiffeId("spiffe://example.org/x/{k8s:ns}"));
    // A path has slashes: it would make segments of its own.
    house.ca.put(entry("t3").setSpiffeId("spiffe://example.org/x/{unix:path}"));
    house.ca.put(entry("t4").setSpiffeId("spiffe://example.org/x/{"));
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("the first answer", () -> !updates.messages.isEmpty());

      assertThat(ids(updates)).containsExactly("spiffe://example.org/user/" + uid);
      assertThat(client.tokens("", "db").getSvids(0).getSpiffeId())
          .isEqualTo("spiffe://example.org/user/" + uid);
    }
  }

  @Test
  void storedEntry_becomesFiles_andIsNoIdentityOfTheWorkloadApi() throws Exception {
    Path directory = folder.resolve("svids");
    house.with("svid-store: { directory: " + directory + " }");
    TestCa partner = TestCa.root("partner.test");
    house.ca.federate(partner, TestKeys.ec());
    house.ca.put(entry("e1").setHint("db").setStoreSvid(true).addFederatesWith("partner.test"));
    house.ca.put(entry("e2").setHint("../up").setStoreSvid(true));
    house.startReady();
    Path files = directory.resolve("db");
    Await.until("the files", () -> Files.exists(files) && Files.exists(directory.resolve("e2")));

    X509Svid svid = X509Svid.parsePem(read(files, "svid.pem"), read(files, "svid.key"), "");
    assertThat(svid.id()).hasToString(WEB);
    assertThat(read(files, "bundle.pem")).isEqualTo(house.ca.issuingRoot().pem());
    assertThat(read(files, "bundle.partner.test.pem")).isEqualTo(partner.pem());
    try (Stream<Path> all = Files.list(files)) {
      assertThat(all)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("denied", () -> updates.end != null);
      assertThat(updates.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    house.clock.advance(Duration.ofMinutes(34));
    house.agent().tick();
    Await.until("renewed", () -> !read(files, "svid.pem").equals(svid.certificatePem()));
    house.ca.removeEntry("e1");
    Await.until("removed", () -> !Files.exists(files));
    Await.until(
        "no version of it is left",
        () -> names(directory).stream().allMatch(n -> n.equals("e2") || n.startsWith(".e2.")));
  }

  @Test
  void storedEntry_withoutAStore_isNobodys() throws Exception {
    house.ca.put(entry("e1").setStoreSvid(true));
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("denied", () -> updates.end != null);
      assertThat(updates.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(house.ca.issued).hasValue(0);
    }
  }

  private double svids() {
    return house.meters.get(AgentMetrics.SVIDS).gauge().value();
  }

  private static WorkloadEntry.Builder entry(String id) {
    return WorkloadEntry.newBuilder()
        .setEntryId(id)
        .setSpiffeId(WEB)
        .addSelectors(AgentHouse.uid());
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String read(Path files, String name) {
    try {
      return Files.readString(files.resolve(name), StandardCharsets.US_ASCII);
    } catch (java.io.IOException e) {
      return "";
    }
  }

  private static List<String> ids(WorkloadClient.Updates<X509SVIDResponse> updates) {
    return updates.messages.isEmpty()
        ? List.of()
        : updates.last().getSvidsList().stream().map(svid -> svid.getSpiffeId()).toList();
  }
}
