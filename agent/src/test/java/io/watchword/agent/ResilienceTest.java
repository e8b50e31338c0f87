package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.agent.workload.SocketException;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.svid.X509Svid;
import io.watchword.tests.kit.Await;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clocks that jump, CAs that are busy, clients that mean no good.
class ResilienceTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir Path folder;
  private AgentHouse house;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
  }

  @AfterEach
  void leave() throws Exception {
    house.close();
  }

  @Test
  void caBusy_agentWaitsAsToldOnTheSameConnection_andServesMeanwhile() throws Exception {
    house.ca.put(
        WorkloadEntry.newBuilder()
            .setEntryId("lazy")
            .setSpiffeId(WEB + "/lazy")
            .addSelectors("unix:gid:" + gid())
            .setDisableX509SvidPrefetch(true));
    house.startReady();
    Await.until("the first SVID", () -> house.ca.issued.get() == 1);
    house.ca.busy(Duration.ofMillis(400));
    house.ca.dropStreams();
    Await.until("it is turned away", () -> house.ca.refusals.get() == 1);
    Await.until("it says so", () -> house.why("ca-connection").contains("busy"));
    assertThat(house.why("ca-connection")).endsWith("the CA is busy: too many agents");

    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("orders go on", () -> !updates.messages.isEmpty());
      assertThat(updates.last().getSvidsCount()).isEqualTo(2);
    }
    house.ca.busy(Duration.ZERO);
    Await.until("it is back", house.health::ready);
    assertThat(house.ca.refusals).hasValueLessThan(4);
    // All by one client certificate, and so by one connection.
    assertThat(house.ca.clientSerials).hasSize(2);
  }

  @Test
  void clockJumpsFarAhead_nothingIsServed_andAllOfItAgainWhenItComesBack() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> before = client.svids();
      Await.until("served", () -> !before.messages.isEmpty());
      house.jump(Duration.ofDays(1));
      house.agent().tick();
      Await.until("taken back", () -> before.end != null);
      Await.until("no identity", () -> house.why("node-svid").contains("expired"));
      Files.delete(house.tokenFile);

      house.jump(Duration.ofDays(-1));
      house.agent().tick();
      Await.until("the identity is good again", house.health::ready);
      WorkloadClient.Updates<X509SVIDResponse> after = client.svids();
      Await.until("served again", () -> !after.messages.isEmpty());
    }
  }

  @Test
  void clockSetBack_everythingIsRenewedSoon_notAnHourTooLate() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("served", () -> !updates.messages.isEmpty());
      house.jump(Duration.ofHours(-1));
      house.agent().tick();
      house.clock.advance(Duration.ofSeconds(11));
      house.agent().tick();

      Await.until("renewed", () -> updates.messages.size() == 2);
      Await.until(
          "the node SVID, too",
          () -> {
            house.clock.advance(Duration.ofMillis(100));
            house.agent().tick();
            return house.ca.renewals.get() == 1;
          });
    }
  }

  @Test
  void hostSleptForHours_agentConnectsAnewAndRenews() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> before = client.svids();
      Await.until("served", () -> !before.messages.isEmpty());
      house.jump(Duration.ofHours(3));
      house.agent().tick();
      Await.until("connected anew", () -> house.ca.clientSerials.size() >= 2);
      Await.until(
          "served by a new SVID",
          () -> {
            house.clock.advance(Duration.ofMillis(100));
            house.agent().tick();
            WorkloadClient.Updates<X509SVIDResponse> after = client.svids();
            Await.until("an answer", () -> after.end != null || !after.messages.isEmpty());
            return !after.messages.isEmpty() && isValid(after.last());
          });
    }
  }

  @Test
  void caAheadOfUsByAMinute_svidsAreTaken_byAnHourTheyAreNot() throws Exception {
    house.ca.ahead(Duration.ofMinutes(1));
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("served", () -> !updates.messages.isEmpty());
      house.ca.ahead(Duration.ofHours(1));
      house.ca.entry("e2", WEB + "2", "", AgentHouse.uid());
      Await.until(
          "told why", () -> house.meters.find(AgentMetrics.SVID_FAILURES).counter() != null);
      assertThat(house.meters.get(AgentMetrics.SVID_FAILURES).counter().getId().getTag("code"))
          .isEqualTo("identity/not-yet-valid");
    }
  }

  @Test
  void message_overAMebibyte_isRefused() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      assertThatThrownBy(() -> client.validate("x".repeat(1024 * 1024 + 1), "db"))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
      assertThat(client.tokens("", "db").getSvidsCount()).isEqualTo(1);
    }
  }

  @Test
  void connections_tooManyOfOneUser_areClosed_andOthersServed() throws Exception {
    house.startReady();
    List<SocketChannel> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 600; i++) {
        SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
        one.connect(UnixDomainSocketAddress.of(house.socket));
        silent.add(one);
      }
      for (int i = 0; i < 100; i++) {
        silent.removeLast().close();
      }
      try (WorkloadClient client = new WorkloadClient(house.socket)) {
        Await.until(
            "there is room for one that speaks",
            () -> {
              WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
              Await.until("an answer", () -> updates.end != null || !updates.messages.isEmpty());
              return !updates.messages.isEmpty();
            });
      }
    } finally {
      for (SocketChannel one : silent) {
        one.close();
      }
    }
  }

  @Test
  void start_socketInAFolderOfEverybody_isRefused() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    house.with("admin-socket: unix:" + open.resolve("admin.sock"));

    assertThatThrownBy(house::startAgent)
        .isInstanceOf(SocketException.class)
        .hasMessage(
            "folder `"
                + open
                + "` can be written by every user, who could put another socket in the place of"
                + " `admin.sock` (expected: by the agent alone, or with the sticky bit)");
  }

  @Test
  void start_linkInThePlaceOfTheSocket_isLeftAlone() throws Exception {
    Path target = Files.writeString(folder.resolve("precious"), "precious");
    Files.createSymbolicLink(house.socket, target);

    assertThatThrownBy(house::startAgent)
        .isInstanceOf(SocketException.class)
        .hasMessage("`" + house.socket + "` exists and is no socket: it is left alone");
    assertThat(target).hasContent("precious");
  }

  @Test
  void keys_areNeverInTheStateFolder_butTheNodes() throws Exception {
    house.startReady();
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("served", () -> !updates.messages.isEmpty());
      try (var files = Files.walk(house.state)) {
        assertThat(files.filter(Files::isRegularFile))
            .filteredOn(ResilienceTest::holdsAKey)
            .extracting(file -> file.getFileName().toString())
            .containsExactly("node-svid.pem");
      }
    }
  }

  private boolean isValid(X509SVIDResponse response) {
    var svid = response.getSvids(0);
    return !X509Svid.parse(
            svid.getX509Svid().toByteArray(), svid.getX509SvidKey().toByteArray(), "")
        .isExpired(house.clock.instant());
  }

  private static boolean holdsAKey(Path file) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains("PRIVATE KEY");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String gid() {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:gid"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
