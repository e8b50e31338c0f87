package io.watchword.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.MemoryAuditLog;
import io.watchword.ca.journal.JournalFiles;
import io.watchword.ca.journal.Ledgers;
import io.watchword.tests.kit.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Who is remembered, and how long.
@Execution(ExecutionMode.CONCURRENT)
class TrusterRegistryTest {
  private static final String AGENT = "spiffe://example.org/watchword/agent/a";
  private static final String WEB = "spiffe://example.org/web";

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private final MemoryAuditLog audit = new MemoryAuditLog();
  private TrusterRegistry registry;

  @BeforeEach
  void open() {
    registry = registry("run-1");
  }

  @Test
  void report_again_replacesWhatTheAgentSaidBefore() {
    registry.report(AGENT, List.of(report(WEB, TrusterKind.WORKLOAD, "aa")));
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "bb")));

    assertThat(registry.all()).hasSize(1);
    assertThat(registry.all().getFirst().report().trustedRoots()).containsExactly("bb");
    assertThat(registry.all().getFirst().report().kind()).isEqualTo(TrusterKind.PROXY);
  }

  @Test
  void report_sameIdOfTwoAgents_areTwo() {
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "aa")));
    registry.report(AGENT + "2", List.of(report(WEB, TrusterKind.PROXY, "aa")));

    assertThat(registry.all()).hasSize(2);
  }

  @Test
  void report_sameIdOfTwoProcesses_areTwo() {
    registry.report(
        AGENT, List.of(report(WEB, TrusterKind.PROXY, "bb"), report(WEB, TrusterKind.PROXY, "aa")));

    assertThat(registry.all()).hasSize(2);
  }

  @Test
  void report_withoutOneNamedBefore_keepsItAsGoneUntilItsCertificateEnds() {
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "aa")));
    registry.report(AGENT, List.of());
    assertThat(registry.all()).singleElement().satisfies(t -> assertThat(t.gone()).isTrue());

    clock.advance(Duration.ofHours(1));
    assertThat(registry.all()).isEmpty();
  }

  @Test
  void open_again_remembersEveryoneAsUnconfirmed() {
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "aa")));

    TrusterRegistry again = registry("run-2");

    assertThat(again.all())
        .singleElement()
        .satisfies(
            truster -> {
              assertThat(truster.confirmed()).isFalse();
              assertThat(truster.report().trustedRoots()).containsExactly("aa");
            });
    again.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "aa")));
    assertThat(again.all().getFirst().confirmed()).isTrue();
  }

  @Test
  void expire_agent_countsAllOfItAsGone() {
    registry.report(
        AGENT,
        List.of(report(AGENT, TrusterKind.AGENT, "aa"), report(WEB, TrusterKind.PROXY, "aa")));

    registry.expire(AGENT);

    assertThat(registry.all()).hasSize(2).allMatch(Truster::gone);
  }

  @Test
  void report_bundleAcknowledgedAgain_isRecordedOnce() {
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "aa")));
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "aa")));
    registry.report(AGENT, List.of(report(WEB, TrusterKind.PROXY, "bb")));

    assertThat(audit.records(CaRecord.TrustAcknowledged.class))
        .extracting(CaRecord.TrustAcknowledged::bundleSha256)
        .containsExactly("bundle-aa", "bundle-bb");
  }

  private TrusterRegistry registry(String run) {
    return new TrusterRegistry(
        Ledgers.in(folder, JournalFiles.onDisk()).documents("trusters"), () -> run, audit, clock);
  }

  private TrusterReport report(String id, TrusterKind kind, String root) {
    return new TrusterReport(
        id,
        kind,
        "bundle-" + root,
        1,
        Set.of(root),
        List.of(new TrusterReport.Presented("1", root, clock.instant().plus(Duration.ofHours(1)))),
        Map.of(),
        clock.instant());
  }
}
