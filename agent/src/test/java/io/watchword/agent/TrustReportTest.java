package io.watchword.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.watchword.api.trust.OpenConnections;
import io.watchword.api.trust.PresentedChain;
import io.watchword.api.trust.TrustReportGrpc;
import io.watchword.api.trust.TrustReportRequest;
import io.watchword.api.trust.TrusterKind;
import io.watchword.api.trust.TrusterState;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.TestCa;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the CA learns of who trusts what, over both wires.
class TrustReportTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir Path folder;
  private AgentHouse house;

  @BeforeEach
  void build() {
    house = new AgentHouse(folder);
    house.ca.entry("e1", WEB, "", AgentHouse.uid());
    house.startReady();
  }

  @AfterEach
  void leave() throws Exception {
    house.close();
  }

  @Test
  void agent_reportsItself() {
    // The very first may be from before the handshake.
    Await.until(
        "a report over an open connection",
        () ->
            newest(FakeCa.AGENT, TrusterKind.AGENT)
                .filter(state -> state.getOpenConnectionsCount() > 0)
                .isPresent());
    TrusterState agent = newest(FakeCa.AGENT, TrusterKind.AGENT).orElseThrow();

    assertThat(agent.getBundleSequence()).isEqualTo(1);
    assertThat(agent.getTrustedRootSha256List()).containsExactly(root());
    assertThat(agent.getPresentedList())
        .singleElement()
        .satisfies(
            chain -> {
              assertThat(chain.getRootSha256()).isEqualTo(root());
              assertThat(chain.getSerial()).isEqualTo(house.ca.clientSerials.getFirst());
            });
    assertThat(agent.getOpenConnectionsList())
        .containsExactly(OpenConnections.newBuilder().setRootSha256(root()).setCount(1).build());
  }

  @Test
  void silentWorkload_isCoveredByWhatWasPushed() throws Exception {
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("served", () -> !updates.messages.isEmpty());
      Await.until("covered", () -> newest(WEB, TrusterKind.WORKLOAD).isPresent());
      assertThat(newest(WEB, TrusterKind.WORKLOAD).orElseThrow().getBundleSequence()).isEqualTo(1);

      TestCa fresh = house.ca.publishNewRoot();
      await(
          "the new bundle",
          WEB,
          TrusterKind.WORKLOAD,
          state -> state.getBundleSequence() == 2 && state.getTrustedRootSha256Count() == 2);
      assertThat(fresh).isNotNull();
    }
  }

  @Test
  void proxy_reportsForItself_insteadOfBeingCovered() throws Exception {
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      WorkloadClient.Updates<X509SVIDResponse> updates = client.svids();
      Await.until("served", () -> !updates.messages.isEmpty());
      int answer =
          TrustReportGrpc.newBlockingStub(client.bare())
              .report(request(good().build()))
              .getReportAgainMillis();
      await("it arrives", WEB, TrusterKind.PROXY, state -> state.getBundleSequence() == 1);

      assertThat(answer).isEqualTo(2000);
      List<TrusterState> all = house.ca.reports.getLast().getTrustersList();
      assertThat(all)
          .extracting(TrusterState::getKind)
          .containsExactly(TrusterKind.AGENT, TrusterKind.PROXY);
      assertThat(all.get(1).getOpenConnections(0).getCount()).isEqualTo(3);
    }
  }

  @Test
  void proxy_bundleThatTheCaNeverSent_hasNoSequence() throws Exception {
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      TrustReportGrpc.newBlockingStub(client.bare())
          .report(request(good().setBundleSha256(bytes(32)).setBundleSequence(99).build()));
      await("it arrives", WEB, TrusterKind.PROXY, state -> state.getBundleSequence() == 0);
    }
  }

  @Test
  void report_idOfSomebodyElse_isDenied() throws Exception {
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      Status status =
          refused(client, good().setSpiffeId("spiffe://example.org/ns/shop/sa/orders").build());

      assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(status.getDescription())
          .isEqualTo("not entitled to speak for `spiffe://example.org/ns/shop/sa/orders`");
    }
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        bad("id", b -> b.setSpiffeId("http://example.org")),
        bad("digest", b -> b.setBundleSha256(bytes(31))),
        bad("root", b -> b.addTrustedRootSha256(bytes(33))),
        bad("kind unspecified", b -> b.setKind(TrusterKind.TRUSTER_KIND_UNSPECIFIED)),
        bad("kind agent", b -> b.setKind(TrusterKind.AGENT)),
        bad("kind ca", b -> b.setKind(TrusterKind.CA)),
        bad("kind unknown", b -> b.setKindValue(77)),
        bad("serial", b -> b.addPresented(chain().setSerial("0A"))),
        bad("chain root", b -> b.addPresented(chain().setRootSha256(bytes(0)))),
        bad("connections", b -> b.addOpenConnections(OpenConnections.newBuilder().setCount(1))));
  }

  private static Arguments bad(String what, Consumer<TrusterState.Builder> change) {
    return Arguments.of(what, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void report_malformed_isInvalidArgument(String what, Consumer<TrusterState.Builder> change)
      throws Exception {
    try (WorkloadClient client = new WorkloadClient(house.socket)) {
      TrusterState.Builder state = good();
      change.accept(state);

      assertThat(refused(client, state.build()).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  private TrusterState.Builder good() {
    X509Bundle bundle =
        X509Bundle.of(
            new TrustDomain(FakeCa.TRUST_DOMAIN), List.of(house.ca.issuingRoot().certificate()));
    return TrusterState.newBuilder()
        .setSpiffeId(WEB)
        .setKind(TrusterKind.PROXY)
        .setBundleSha256(ByteString.copyFrom(bundle.sha256()))
        .addTrustedRootSha256(root())
        .addOpenConnections(OpenConnections.newBuilder().setRootSha256(root()).setCount(3));
  }

  private static PresentedChain.Builder chain() {
    return PresentedChain.newBuilder().setSerial("a1").setRootSha256(bytes(32));
  }

  private static ByteString bytes(int size) {
    return ByteString.copyFrom(new byte[size]);
  }

  private ByteString root() {
    return ByteString.copyFrom(FakeCa.sha256(house.ca.issuingRoot().der()));
  }

  private static TrustReportRequest request(TrusterState state) {
    return TrustReportRequest.newBuilder().addTrusters(state).build();
  }

  private static Status refused(WorkloadClient client, TrusterState state) {
    try {
      TrustReportGrpc.newBlockingStub(client.bare()).report(request(state));
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private void await(String what, String id, TrusterKind kind, Predicate<TrusterState> condition) {
    Await.until(what, () -> newest(id, kind).filter(condition).isPresent());
  }

  private Optional<TrusterState> newest(String id, TrusterKind kind) {
    return house.ca.reports.isEmpty()
        ? Optional.empty()
        : house.ca.reports.getLast().getTrustersList().stream()
            .filter(state -> state.getSpiffeId().equals(id) && state.getKind() == kind)
            .findFirst();
  }
}
