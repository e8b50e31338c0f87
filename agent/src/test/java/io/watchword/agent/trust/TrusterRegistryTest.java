package io.watchword.agent.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.attestation.ProcessKey;
import io.watchword.agent.attestation.ProcessTable;
import io.watchword.agent.attestation.UnixPeer;
import io.watchword.agent.attestation.WorkloadAttestation;
import io.watchword.agent.svid.IssuedSvid;
import io.watchword.agent.workload.Identities;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrusterRegistryTest {

  private static final String WEB = "spiffe://example.org/web";
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private final TestCa root = TestCa.root("example.org");
  private final X509Bundle first =
      X509Bundle.of(DOMAIN, List.of(root.certificate())).withSequence(1);
  private final X509Bundle second =
      X509Bundle.of(DOMAIN, List.of(root.certificate(), TestCa.root("example.org").certificate()))
          .withSequence(2);
  private final Set<ProcessKey> dead = new HashSet<>();
  private final BundleSequences sequences = new BundleSequences();
  private final AtomicInteger changes = new AtomicInteger();
  private final TrusterRegistry registry =
      new TrusterRegistry(
          process -> !dead.contains(process), sequences, clock, changes::incrementAndGet);

  @BeforeEach
  void know() {
    sequences.note(first);
    sequences.note(second);
  }

  @Test
  void openStream_isCoveredByTheLastBundlePushed() throws Exception {
    Caller caller = caller(7);
    registry.svids("s", caller, named(), first);
    registry.svids("s", caller, named(), second);

    assertThat(registry.collect())
        .singleElement()
        .satisfies(
            state -> {
              assertThat(state.kind()).isEqualTo(TrusterKind.WORKLOAD);
              assertThat(state.bundleSequence()).isEqualTo(2);
              assertThat(state.presented()).hasSize(1);
            });
    assertThat(changes).hasValue(2);
  }

  @Test
  void twoStreamsOfOneProcess_theOneBehindCounts() throws Exception {
    registry.svids("s1", caller(7), named(), second);
    registry.bundle("s2", caller(7), named(), first);

    assertThat(registry.collect()).extracting(TrusterState::bundleSequence).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource({"a, b", "b, a"})
  void twoStreamsOfOneProcess_theOneForBundlesHidesNoLeaf(String svids, String bundles)
      throws Exception {
    registry.svids(svids, caller(7), named(), second);
    registry.bundle(bundles, caller(7), named(), second);

    assertThat(registry.collect())
        .singleElement()
        .satisfies(state -> assertThat(state.presented()).hasSize(1));
  }

  @Test
  void streamOfAnUnknownProcess_isNotCoveredByWhatAnotherSays() throws Exception {
    registry.svids("s", caller(0), named(), first);
    registry.report(new ProcessKey(0, 0), List.of(proxy(second, clock.instant())));

    assertThat(registry.collect()).extracting(TrusterState::bundleSequence).contains(1L);
  }

  @Test
  void goneButAlive_holdsUntilItsSvidExpires() throws Exception {
    registry.svids("s", caller(7), named(), first);
    registry.ended("s");
    assertThat(registry.collect()).hasSize(1);

    clock.advance(Duration.ofMinutes(61));
    assertThat(registry.collect()).isEmpty();
  }

  @Test
  void goneAndDead_isForgotten() throws Exception {
    registry.svids("s", caller(7), named(), first);
    registry.ended("s");
    dead.add(process(7));

    assertThat(registry.collect()).isEmpty();
  }

  @Test
  void goneAndCameBack_countsAsItIsNow() throws Exception {
    registry.svids("s", caller(7), named(), first);
    registry.ended("s");
    registry.svids("t", caller(7), named(), second);

    assertThat(registry.collect()).extracting(TrusterState::bundleSequence).containsExactly(2L);
  }

  @Test
  void report_silentSince_holdsAsLongAsTheProcessLives() {
    registry.report(process(7), List.of(proxy(first, clock.instant())));
    clock.advance(Duration.ofDays(1));
    assertThat(registry.collect()).hasSize(1);

    dead.add(process(7));
    assertThat(registry.collect()).isEmpty();
  }

  @Test
  void report_replacesWhatTheProcessSaidBefore() {
    SpiffeId other = SpiffeId.parse("spiffe://example.org/other");
    registry.report(
        process(7),
        List.of(
            proxy(first, clock.instant()),
            TrusterState.of(other, TrusterKind.PROXY, first, clock.instant())));
    registry.report(process(7), List.of(proxy(second, clock.instant())));

    assertThat(registry.collect()).extracting(TrusterState::id).hasToString("[" + WEB + "]");
  }

  @Test
  void report_sameAgain_isNoNews() {
    registry.report(process(7), List.of(proxy(first, clock.instant())));
    registry.report(process(7), List.of(proxy(first, clock.instant().plusSeconds(2))));
    assertThat(changes).hasValue(1);

    registry.report(
        process(7), List.of(proxy(first, clock.instant()).holdingOpen(Map.of("ab", 1))));
    assertThat(changes).hasValue(2);
  }

  @Test
  void report_ofUnknownProcesses_addUp_andEndWithTheirSvids() {
    ProcessKey unknown = new ProcessKey(0, 0);
    SpiffeId other = SpiffeId.parse("spiffe://example.org/other");
    PresentedChain chain =
        new PresentedChain("1", "ab", clock.instant().plus(Duration.ofMinutes(10)));
    registry.report(unknown, List.of(proxy(first, clock.instant()).presenting(List.of(chain))));
    registry.report(
        unknown, List.of(TrusterState.of(other, TrusterKind.PROXY, first, clock.instant())));
    assertThat(registry.collect()).hasSize(2);

    clock.advance(Duration.ofMinutes(1));
    assertThat(registry.collect()).extracting(TrusterState::id).hasToString("[" + WEB + "]");
    clock.advance(Duration.ofMinutes(10));
    assertThat(registry.collect()).isEmpty();
  }

  @Test
  void severalProcessesUnderOneId_areAllTold_theOneBehindLast() {
    registry.report(process(7), List.of(proxy(first, clock.instant())));
    registry.report(process(8), List.of(proxy(second, clock.instant())));
    registry.report(process(9), List.of(proxy(first, clock.instant())));

    assertThat(registry.collect())
        .extracting(TrusterState::bundleSequence)
        .containsExactly(2L, 1L, 1L);
  }

  private TrusterState proxy(X509Bundle bundle, Instant at) {
    return TrusterState.of(SpiffeId.parse(WEB), TrusterKind.PROXY, bundle, at);
  }

  private static ProcessKey process(int pid) {
    return new ProcessKey(pid, 100);
  }

  private List<Identities.Named> named() {
    TestSvid svid =
        root.leaf(
            WEB,
            leaf ->
                leaf.validity(
                    FakeClock.START.minusSeconds(10), FakeClock.START.plus(Duration.ofHours(1))));
    return List.of(
        new Identities.Named(
            new IssuedSvid(
                X509Svid.of(svid.chain(), svid.key(), ""), "ab".repeat(32), FakeClock.START),
            ""));
  }

  private Caller caller(int pid) throws Exception {
    Path own = Files.createDirectories(folder.resolve(Integer.toString(pid)));
    Files.writeString(
        own.resolve("stat"), pid + " (w) S 1 1 1 0 -1 4 1 2 3 4 5 6 7 8 20 0 1 0 100 1 2\n");
    Files.writeString(own.resolve("status"), "Uid:\t1\t1\t1\t1\n");
    WorkloadAttestation attestation =
        new WorkloadAttestation(new ProcessTable(folder), List.of(), Runnable::run);
    UnixPeer peer = new UnixPeer(pid, 1, 1);
    return attestation.attest(peer, attestation.identify(peer, OptionalInt.empty())).join();
  }
}
