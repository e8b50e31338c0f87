package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.watchword.api.delegated.DelegatedIdentityGrpc;
import io.watchword.api.delegated.DelegatedJwtBundlesRequest;
import io.watchword.api.delegated.DelegatedJwtSvidsRequest;
import io.watchword.api.delegated.DelegatedSelectors;
import io.watchword.api.delegated.DelegatedSubject;
import io.watchword.api.delegated.DelegatedX509BundlesRequest;
import io.watchword.api.delegated.DelegatedX509SvidsRequest;
import io.watchword.api.delegated.DelegatedX509SvidsResponse;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.record.AgentRecord;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A delegate at a whole agent's admin socket.
class DelegatedIdentityTest {

  private static final String NODE_PROXY = "spiffe://example.org/node-proxy";
  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir Path folder;
  private AgentHouse house;
  private WorkloadClient client;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
    house.with(
        """
        admin-socket: unix:%s
        authorized-delegates: [%s]
        """
            .formatted(folder.resolve("admin.sock"), NODE_PROXY));
    house.ca.entry("proxy", NODE_PROXY, "", AgentHouse.uid());
    house.ca.federate(TestCa.root("partner.test"), TestKeys.ec());
    house.ca.put(
        WorkloadEntry.newBuilder()
            .setEntryId("web")
            .setSpiffeId(WEB)
            .setHint("web")
            .addSelectors("k8s:ns:shop")
            .addSelectors("k8s:sa:web")
            .addFederatesWith("partner.test"));
    house.startReady();
    client = new WorkloadClient(folder.resolve("admin.sock"));
  }

  @AfterEach
  void leave() throws Exception {
    client.close();
    house.close();
  }

  @Test
  void socket_isForTheAgentsUserAndGroupAlone() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("admin.sock"))))
        .isEqualTo("rwxrwx---");
  }

  @Test
  void svids_bySelectors_followTheEntries() {
    Stream svids = new Stream(selectors("k8s:ns:shop", "k8s:sa:web", "k8s:pod-name:w1"));
    Await.until("the identity", () -> !svids.messages.isEmpty());
    var svid = svids.last().getSvids(0);
    assertThat(svid.getSpiffeId()).isEqualTo(WEB);
    assertThat(svid.getHint()).isEqualTo("web");
    assertThat(svid.getFederatesWithList()).containsExactly("partner.test");
    assertThat(svid.getPrivateKey().isEmpty()).isFalse();
    assertThat(StrictX509Certificate.parse(svid.getCertificates(0).toByteArray()).notAfter())
        .isAfter(house.clock.instant());
    assertThat(house.audit.records)
        .anyMatch(
            r ->
                r instanceof AgentRecord.SvidDelivered d
                    && d.spiffeId().equals(WEB)
                    && d.pid() == ProcessHandle.current().pid());

    house.ca.removeEntry("web");
    Await.until("an empty state", () -> svids.last().getSvidsCount() == 0);
    assertThat(svids.end).isNull();
  }

  @Test
  void svids_byPid_areThoseOfThatProcess() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      house.ca.entry("sleeper", WEB + "/sleeper", "", "unix:uid:" + uid());
      Stream svids = new Stream(DelegatedSubject.newBuilder().setPid((int) other.pid()).build());
      Await.until(
          "its identities",
          () ->
              !svids.messages.isEmpty()
                  && svids.last().getSvidsList().stream()
                      .anyMatch(svid -> svid.getSpiffeId().equals(WEB + "/sleeper")));
      other.destroy();
      other.waitFor();
      house.agent().tick();
      Await.until("the end", () -> svids.end != null);
      assertThat(svids.end.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(svids.end.getDescription()).isEqualTo("the process has ended");
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void subject_thatIsNone_isRefused() {
    ended(DelegatedSubject.getDefaultInstance(), Status.Code.INVALID_ARGUMENT);
    ended(selectors(), Status.Code.INVALID_ARGUMENT);
    ended(DelegatedSubject.newBuilder().setPid(-1).build(), Status.Code.INVALID_ARGUMENT);
    ended(DelegatedSubject.newBuilder().setPid(1 << 30).build(), Status.Code.NOT_FOUND);
  }

  @Test
  void tokensBundlesAndKeys_areServed() {
    var stub = DelegatedIdentityGrpc.newBlockingStub(client.bare());
    var tokens =
        stub.fetchJwtSvids(
            DelegatedJwtSvidsRequest.newBuilder()
                .setSubject(selectors("k8s:ns:shop", "k8s:sa:web"))
                .addAudience("db")
                .build());
    assertThat(tokens.getSvidsList())
        .extracting(one -> one.getSpiffeId() + "|" + one.getHint())
        .containsExactly(WEB + "|web");
    assertThatThrownBy(
            () ->
                stub.fetchJwtSvids(
                    DelegatedJwtSvidsRequest.newBuilder()
                        .setSubject(selectors("k8s:ns:other"))
                        .addAudience("db")
                        .build()))
        .hasMessage("PERMISSION_DENIED: no identity issued");
    assertThatThrownBy(
            () ->
                stub.fetchJwtSvids(
                    DelegatedJwtSvidsRequest.newBuilder()
                        .setSubject(selectors("k8s:ns:shop"))
                        .build()))
        .hasMessage("INVALID_ARGUMENT: no audience (expected: at least one)");
    assertThat(
            stub.subscribeToX509Bundles(DelegatedX509BundlesRequest.getDefaultInstance())
                .next()
                .getBundlesMap())
        .containsOnlyKeys("spiffe://example.org", "spiffe://partner.test");
    assertThat(
            stub.subscribeToJwtBundles(DelegatedJwtBundlesRequest.getDefaultInstance())
                .next()
                .getBundlesMap())
        .containsOnlyKeys("spiffe://example.org", "spiffe://partner.test");
  }

  @Test
  void callerThatIsNoDelegate_isDenied_alsoWhenItWasOne() {
    Stream svids = new Stream(selectors("k8s:ns:shop", "k8s:sa:web"));
    Await.until("the identity", () -> !svids.messages.isEmpty());
    house.ca.removeEntry("proxy");
    Await.until("the end", () -> svids.end != null);
    assertThat(svids.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);

    ended(selectors("k8s:ns:shop", "k8s:sa:web"), Status.Code.PERMISSION_DENIED);
    ended(DelegatedSubject.newBuilder().setPid(1 << 30).build(), Status.Code.PERMISSION_DENIED);
    var stub = DelegatedIdentityGrpc.newBlockingStub(client.bare());
    for (Runnable call :
        List.<Runnable>of(
            () ->
                stub.subscribeToX509Bundles(DelegatedX509BundlesRequest.getDefaultInstance())
                    .next(),
            () ->
                stub.subscribeToJwtBundles(DelegatedJwtBundlesRequest.getDefaultInstance()).next(),
            () ->
                stub.fetchJwtSvids(
                    DelegatedJwtSvidsRequest.newBuilder()
                        .setSubject(selectors("k8s:ns:shop"))
                        .addAudience("db")
                        .build()))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessage(
              "PERMISSION_DENIED: the caller has none of the identities of"
                  + " `authorized-delegates`");
    }
  }

  @Test
  void workloadSocket_doesNotServeIt() throws Exception {
    try (WorkloadClient workloads = new WorkloadClient(house.socket)) {
      assertThatThrownBy(
              () ->
                  DelegatedIdentityGrpc.newBlockingStub(workloads.bare())
                      .subscribeToX509Bundles(DelegatedX509BundlesRequest.getDefaultInstance())
                      .next())
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }
  }

  private void ended(DelegatedSubject subject, Status.Code code) {
    Stream stream = new Stream(subject);
    Await.until("the end", () -> stream.end != null);
    assertThat(stream.end.getCode()).isEqualTo(code);
    assertThat(stream.messages).isEmpty();
  }

  private static DelegatedSubject selectors(String... selectors) {
    return DelegatedSubject.newBuilder()
        .setSelectors(DelegatedSelectors.newBuilder().addAllSelectors(List.of(selectors)))
        .build();
  }

  private static String uid() {
    return AgentHouse.uid().substring("unix:uid:".length());
  }

  /// What came on one stream of SVIDs. Thread-safe.
  private final class Stream implements StreamObserver<DelegatedX509SvidsResponse> {

    final List<DelegatedX509SvidsResponse> messages = new CopyOnWriteArrayList<>();
    volatile Status end;

    Stream(DelegatedSubject subject) {
      DelegatedIdentityGrpc.newStub(client.bare())
          .subscribeToX509Svids(
              DelegatedX509SvidsRequest.newBuilder().setSubject(subject).build(), this);
    }

    DelegatedX509SvidsResponse last() {
      return messages.getLast();
    }

    @Override
    public void onNext(DelegatedX509SvidsResponse message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      end = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
      end = Status.OK;
    }
  }
}
