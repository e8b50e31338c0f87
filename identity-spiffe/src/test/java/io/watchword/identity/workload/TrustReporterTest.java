package io.watchword.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.watchword.api.trust.TrusterState;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.workload.wire.FakeAgent;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustReporterTest {

  private static final SpiffeId WEB = SpiffeId.parse("spiffe://example.org/ns/shop/sa/web");
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final X509Bundle BUNDLE =
      X509Bundle.of(new TrustDomain("example.org"), List.of(ROOT.certificate())).withSequence(7);

  @TempDir Path folder;
  private FakeAgent agent;
  private final AtomicReference<List<io.watchword.identity.trust.TrusterState>> states =
      new AtomicReference<>(
          List.of(
              io.watchword.identity.trust.TrusterState.of(
                  WEB, TrusterKind.PROXY, BUNDLE, FakeClock.START)));

  @BeforeEach
  void start() throws Exception {
    agent = new FakeAgent(folder.resolve("agent.sock"));
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
  }

  private TrustReporter reporter() {
    return TrustReporter.start(agent.address(), states::get, new Random(1));
  }

  @Test
  void start_state_arrivesWhole() {
    PresentedChain chain =
        PresentedChain.of(
            new X509SvidValidator()
                .validate(
                    ROOT.intermediate().leaf(WEB.toString()).chain(),
                    TrustBundles.of(BUNDLE),
                    FakeClock.START));
    states.set(
        List.of(
            states
                .get()
                .getFirst()
                .presenting(List.of(chain))
                .holdingOpen(Map.of(chain.rootSha256(), 3))));
    try (TrustReporter reporter = reporter()) {
      Await.until("report", () -> !agent.reports.isEmpty());
      TrusterState state = agent.reports.getFirst().getTrusters(0);
      ByteString root = ByteString.copyFrom(StrictX509Certificate.parse(ROOT.der()).sha256());

      assertThat(state.getSpiffeId()).isEqualTo(WEB.toString());
      assertThat(state.getKind()).isEqualTo(io.watchword.api.trust.TrusterKind.PROXY);
      assertThat(state.getBundleSha256()).isEqualTo(ByteString.copyFrom(BUNDLE.sha256()));
      assertThat(state.getBundleSequence()).isEqualTo(7);
      assertThat(state.getTrustedRootSha256List()).containsExactly(root);
      assertThat(state.getPresented(0).getRootSha256()).isEqualTo(root);
      assertThat(state.getPresented(0).getSerial()).isEqualTo(chain.serial());
      assertThat(state.getOpenConnections(0).getCount()).isEqualTo(3);
      assertThat(state.getObservedAt().getSeconds()).isEqualTo(FakeClock.START.getEpochSecond());
      assertThat(agent.securityHeaders).containsOnly("true");
      assertThat(reporter).isNotNull();
    }
  }

  @Test
  void changed_isReportedAtOnce() {
    try (TrustReporter reporter = reporter()) {
      Await.until("first report", () -> agent.reports.size() == 1);
      states.set(List.of(states.get().getFirst().holdingOpen(Map.of("ab", 1))));
      reporter.changed();
      Await.until("second report", () -> agent.reports.size() == 2);
      assertThat(agent.reports.getLast().getTrusters(0).getOpenConnectionsCount()).isEqualTo(1);
    }
  }

  @Test
  void report_isRepeatedAsTheAgentAsks() {
    agent.reportAgainMillis = 20;
    try (TrustReporter reporter = reporter()) {
      Await.until("three reports", () -> agent.reports.size() >= 3);
      assertThat(reporter).isNotNull();
    }
  }

  @Test
  void report_agentRestarts_isToldAgain() throws Exception {
    agent.reportAgainMillis = 50;
    try (TrustReporter reporter = reporter()) {
      Await.until("report", () -> !agent.reports.isEmpty());
      agent.stop();
      agent.reports.clear();
      agent.restart();
      Await.until("report to the new agent", () -> !agent.reports.isEmpty());
      assertThat(reporter).isNotNull();
    }
  }

  @Test
  void report_nothingToSay_waits() {
    List<io.watchword.identity.trust.TrusterState> something = states.getAndSet(List.of());
    try (TrustReporter reporter = reporter()) {
      states.set(something);
      reporter.changed();
      Await.until("report", () -> !agent.reports.isEmpty());
      assertThat(agent.reports.getFirst().getTrustersCount()).isEqualTo(1);
    }
  }
}
