package io.watchword.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.authority.AuthorityException;
import io.watchword.ca.authority.Blocker;
import io.watchword.ca.authority.RootRevocation;
import io.watchword.ca.authority.RotationState;
import io.watchword.ca.authority.RotationStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The rotation of the root: gates, refusals, evidence.
@Execution(ExecutionMode.CONCURRENT)
class RotationTest {
  private static final String OPERATOR = "uid:0 pid:1";

  @TempDir Path folder;
  private TestAuthority authority;

  @BeforeEach
  void open() {
    authority = TestAuthority.on(folder);
  }

  @AfterEach
  void close() {
    authority.close();
  }

  @Test
  void start_healthyHost_endsDoneUnderTheNewRoot() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    String old = active();

    authority.ca.rotation.start(authority.order());
    liveUntilOver(host);

    assertThat(state()).isEqualTo(RotationState.DONE);
    assertThat(active()).isNotEqualTo(old);
    assertThat(roots()).containsExactly("active " + active(), "distrusted " + old);
    assertThat(authority.ca.upstream.roots()).hasSize(1);
    assertThat(host.svid("/web").rootSha256()).isEqualTo(active());
  }

  @Test
  void start_everyState_isRecordedInOrder() {
    TestHost host = TestHost.attested(authority, "a");

    authority.ca.rotation.start(authority.order());
    liveUntilOver(host);

    assertThat(authority.audit.records(CaRecord.Rotation.class))
        .extracting(CaRecord.Rotation::state)
        .containsExactly(
            "PLANNED",
            "NEW_ROOT_CREATED",
            "TRUST_PUBLISHED",
            "TRUST_CONFIRMED",
            "ISSUER_SWITCHED",
            "LEAVES_REISSUED",
            "OLD_UNUSED",
            "OLD_DISTRUSTED",
            "DISTRUST_CONFIRMED",
            "OLD_KEY_DESTROYED",
            "DONE");
  }

  @Test
  void start_secondRotation_isRefused() {
    TestHost.attested(authority, "a");
    authority.ca.rotation.start(authority.order());

    assertThatThrownBy(() -> authority.ca.rotation.start(authority.order()))
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("is under way, in state TRUST_PUBLISHED");
  }

  @Test
  void gate1_hostWithoutTheNewRoot_isNamed() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    host.report();

    authority.ca.rotation.start(authority.order());
    host.report();

    assertThat(state()).isEqualTo(RotationState.TRUST_PUBLISHED);
    assertThat(waitingFor()).containsExactly(host.id(), "spiffe://example.org/web");
    assertThat(gate().name()).isEqualTo("G1");
  }

  @Test
  void gate1_agentThatNeverReported_holds() {
    TestHost.attested(authority, "silent");

    authority.ca.rotation.start(authority.order());

    assertThat(gate().waitingFor())
        .extracting(Blocker::reason)
        .containsExactly("has never reported");
  }

  @Test
  void gate1_wordOfAnotherAgent_doesNotStandForOnesOwn() {
    TestHost silent = TestHost.attested(authority, "silent");
    TestHost other = TestHost.attested(authority, "other");
    authority.ca.rotation.start(authority.order());

    other.live();
    other.claim(silent.id());

    assertThat(waitingFor()).containsExactly(silent.id());
  }

  @Test
  void gate1_agentWithExpiredSvid_holdsUntilItIsEvicted() {
    TestHost host = TestHost.attested(authority, "away");
    host.report();
    authority.ca.rotation.start(authority.order());
    authority.clock.advance(Duration.ofHours(2));
    renewOwn();
    authority.ca.rotation.advance();
    assertThat(waitingFor()).containsExactly(host.id());

    authority.ca.admission.dismiss(TestAuthority.agentId("away"), NodeStatus.EVICTED, OPERATOR);
    authority.ca.rotation.advance();

    assertThat(state()).isEqualTo(RotationState.DONE);
  }

  @Test
  void gate1_evictedAgentWithLivingSvid_holds() {
    TestHost host = TestHost.attested(authority, "away");
    host.report();
    authority.ca.rotation.start(authority.order());

    authority.ca.admission.dismiss(TestAuthority.agentId("away"), NodeStatus.EVICTED, OPERATOR);
    authority.ca.rotation.advance();

    assertThat(waitingFor()).containsExactly(host.id());
  }

  @Test
  void gate2_hostThatStillPresentsOld_isNamed() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    String old = active();
    authority.ca.rotation.start(authority.order());

    host.takeTrust().report();

    assertThat(state()).isEqualTo(RotationState.LEAVES_REISSUED);
    assertThat(gate().waitingFor())
        .extracting(Blocker::reason)
        .containsOnly("still presents a leaf under sha256:" + old);
    assertThat(waitingFor()).containsExactly(host.id(), "spiffe://example.org/web");
  }

  @Test
  void gate2_openConnectionsUnderOld_hold() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    String old = active();
    authority.ca.rotation.start(authority.order());
    host.connections.put(old, 3);

    host.live();
    host.live();
    assertThat(gate().waitingFor())
        .extracting(Blocker::reason)
        .containsExactly("has 3 connections open under sha256:" + old);

    host.connections.clear();
    liveUntilOver(host);
    assertThat(state()).isEqualTo(RotationState.DONE);
  }

  @Test
  void gate2_goneWorkload_holdsUntilItsSvidExpired() {
    TestHost host = TestHost.attested(authority, "a").workload("/web").workload("/gone");
    host.report();
    authority.ca.rotation.start(authority.order());
    host.takeTrust().report();
    host.lose("/gone");

    host.live();
    host.live();
    assertThat(state()).isEqualTo(RotationState.LEAVES_REISSUED);
    assertThat(waitingFor()).containsExactly("spiffe://example.org/gone");
    assertThat(gate().waitingFor().getFirst().reason()).contains("; it is gone, and its last");

    authority.clock.advance(Duration.ofMinutes(61));
    renewOwn();
    TestHost again = TestHost.attested(authority, "a").workload("/web2");
    liveUntilOver(again);
    assertThat(state()).isEqualTo(RotationState.DONE);
  }

  @Test
  void gate3_hostThatStillTrustsOld_isNamed() {
    TestHost host = TestHost.attested(authority, "a");
    String old = active();
    authority.ca.rotation.start(authority.order());
    host.live();
    host.renew().report();

    assertThat(state()).isEqualTo(RotationState.OLD_DISTRUSTED);
    assertThat(gate().name()).isEqualTo("G3");
    assertThat(gate().waitingFor())
        .extracting(Blocker::reason)
        .containsExactly("still trusts sha256:" + old);
  }

  @Test
  void resume_withoutAnUnreachableTruster_goesOnAndLeavesEvidence() {
    TestHost host = TestHost.attested(authority, "a");
    TestHost stopped = TestHost.attested(authority, "stopped");
    stopped.report();
    authority.ca.rotation.start(authority.order());
    host.live();
    assertThat(waitingFor()).containsExactly(stopped.id());

    authority.ca.rotation.resume(OPERATOR, stopped.id(), "machine is scrap");
    liveUntilOver(host);

    assertThat(state()).isEqualTo(RotationState.DONE);
    assertThat(authority.audit.records(CaRecord.Rotation.class))
        .filteredOn(record -> !record.without().isEmpty())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.without()).isEqualTo(stopped.id());
              assertThat(record.reason()).isEqualTo("machine is scrap");
            });
  }

  @Test
  void resume_withoutTrusterButNoReason_isRefused() {
    TestHost stopped = TestHost.attested(authority, "stopped");
    authority.ca.rotation.start(authority.order());

    assertThatThrownBy(() -> authority.ca.rotation.resume(OPERATOR, stopped.id(), " "))
        .hasMessage("going on without `" + stopped.id() + "` needs a reason");
  }

  @Test
  void resume_withoutSomebodyUnknown_isRefused() {
    TestHost.attested(authority, "a");
    authority.ca.rotation.start(authority.order());

    assertThatThrownBy(
            () -> authority.ca.rotation.resume(OPERATOR, "spiffe://example.org/nobody", "x"))
        .hasMessageContaining("is no truster that anyone waits for");
  }

  @Test
  void plan_dryRun_writesNothingAndNamesEveryone() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    host.report();
    int records = authority.audit.records().size();

    RotationStatus plan = authority.ca.rotation.plan(authority.order());

    assertThat(plan.plan().orElseThrow().steps())
        .hasSize(11)
        .contains("JWT keys are not touched: `--jwt-keys` or `--all` rotates them");
    assertThat(plan.gate().orElseThrow().waitingFor())
        .extracting(Blocker::truster)
        .containsExactly(
            "spiffe://example.org/watchword/ca", host.id(), "spiffe://example.org/web");
    assertThat(authority.audit.records()).hasSize(records);
    assertThat(authority.ca.rotation.underWay()).isEmpty();
  }

  @Test
  void revoke_activeRoot_isRefused() {
    TestHost host = TestHost.attested(authority, "a");
    host.report();

    RootRevocation.Outcome outcome = authority.ca.revocation.revoke(active(), active());

    assertThat(outcome.revoked()).isFalse();
    assertThat(outcome.neededBy())
        .extracting(Blocker::truster)
        .contains("ca", host.id(), "spiffe://example.org/watchword/ca");
  }

  @Test
  void revoke_oldRootInTheMiddleOfARotation_namesWhoNeedsIt() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    String old = active();
    authority.ca.rotation.start(authority.order());
    host.takeTrust().report();

    RootRevocation.Outcome outcome = authority.ca.revocation.revoke(old, old);

    assertThat(outcome.revoked()).isFalse();
    assertThat(outcome.neededBy())
        .extracting(Blocker::truster)
        .contains(host.id(), "spiffe://example.org/web");
    assertThat(authority.ca.anchors.current().trusted(old)).isPresent();
  }

  @Test
  void revoke_noConfirmation_asksOnlyAndNamesWhoNeedsIt() {
    TestHost host = TestHost.attested(authority, "a");
    host.report();

    RootRevocation.Outcome outcome = authority.ca.revocation.revoke(active(), "");

    assertThat(outcome.revoked()).isFalse();
    assertThat(outcome.neededBy()).extracting(Blocker::truster).contains(host.id());
  }

  @Test
  void revoke_otherConfirmation_isRefused() {
    assertThatThrownBy(() -> authority.ca.revocation.revoke(active(), "00"))
        .hasMessage("confirmation `00` (expected: `" + active() + "`)");
  }

  @Test
  void restart_inTheMiddle_waitsForResumeAndForFreshReports() {
    TestHost host = TestHost.attested(authority, "a").workload("/web");
    host.report();
    authority.ca.rotation.start(authority.order());

    authority = authority.restarted();
    TestHost same = host.with(authority);
    same.live();
    assertThat(authority.ca.rotation.status().suspended()).isTrue();
    assertThat(state()).isEqualTo(RotationState.TRUST_PUBLISHED);

    authority.ca.rotation.resume(OPERATOR, "", "");
    liveUntilOver(same);
    assertThat(state()).isEqualTo(RotationState.DONE);
  }

  @Test
  void restart_trusterUnheardOfSince_holds() {
    TestHost host = TestHost.attested(authority, "a");
    host.report();
    authority.ca.rotation.start(authority.order());
    authority = authority.restarted();

    authority.ca.rotation.resume(OPERATOR, "", "");

    assertThat(gate().waitingFor())
        .extracting(Blocker::reason)
        .containsExactly("is unheard of since the CA started");
  }

  @Test
  void bundle_sequence_growsWithEachChangeAndNeverGoesBack() {
    TestHost host = TestHost.attested(authority, "a");
    assertThat(authority.ca.anchors.current().sequence()).isEqualTo(2);

    authority.ca.rotation.start(authority.order());
    liveUntilOver(host);
    assertThat(authority.ca.anchors.current().sequence()).isEqualTo(4);

    authority = authority.restarted();
    assertThat(authority.ca.anchors.current().sequence()).isEqualTo(4);
  }

  private void renewOwn() {
    authority.ca.renewWhatIsDue();
  }

  private void liveUntilOver(TestHost host) {
    for (int i = 0; i < 8 && authority.ca.rotation.underWay().isPresent(); i++) {
      host.live();
    }
  }

  private String active() {
    return authority.ca.anchors.current().active();
  }

  private RotationState state() {
    return authority.ca.rotation.status().rotation().orElseThrow().state();
  }

  private RotationStatus.Gate gate() {
    return authority.ca.rotation.status().gate().orElseThrow();
  }

  private List<String> waitingFor() {
    return gate().waitingFor().stream().map(Blocker::truster).toList();
  }

  private List<String> roots() {
    return authority.ca.rotation.status().roots().stream()
        .map(root -> root.status() + " " + root.sha256())
        .toList();
  }
}
