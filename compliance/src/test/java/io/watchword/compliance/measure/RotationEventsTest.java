package io.watchword.compliance.measure;

import static io.watchword.compliance.TestRecords.rotation;
import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.compliance.TestLog;
import io.watchword.compliance.evidence.Period;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotationEventsTest {

  private static final List<String> WAY =
      List.of(
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

  @Test
  void rotation_throughAllGates_isMetAndHasItsOverlap() {
    Measure rotations = rotations(walk(WAY));
    assertThat(rotations.status()).isEqualTo(Status.MET);
    assertThat(rotations.tables().getFirst().rows())
        .containsExactly(
            List.of(
                "r-1",
                "old",
                "new",
                "2026-03-01T12:00:01Z",
                "5.000 s",
                "G1, G2, G3",
                "uid:0 pid:7",
                "",
                "DONE"));
  }

  @Test
  void rotation_withoutATruster_isAnExceptionWithTheReason() {
    TestLog log = walk(WAY.subList(0, 3));
    log.with(rotation("TRUST_PUBLISHED", "spiffe://example.org/agent/b", "host burned down"));
    WAY.subList(3, WAY.size()).forEach(state -> log.with(rotation(state)));
    assertThat(whats(rotations(log)))
        .containsExactly(
            "rotation `r-1` went on without `spiffe://example.org/agent/b`: host burned down");
  }

  @Test
  void rotation_unfinished_isAnException() {
    assertThat(whats(rotations(walk(WAY.subList(0, 6)))))
        .containsExactly("rotation `r-1` stands at `LEAVES_REISSUED` at the end of the period");
  }

  @Test
  void rotation_gateMissing_isAnException() {
    List<String> way = WAY.stream().filter(state -> !state.equals("OLD_UNUSED")).toList();
    assertThat(whats(rotations(walk(way))))
        .containsExactly("rotation `r-1` is done without all of its gates");
  }

  @Test
  void rotation_begunBeforeThePeriod_isReadFromItsBeginning() {
    Period later = new Period(TestLog.START.plusSeconds(9), TestLog.START.plusSeconds(60));
    Measure rotations =
        AssessedMeasures.of(TestLog.evidence(later, walk(WAY))).find("E06").orElseThrow();
    assertThat(rotations.status()).isEqualTo(Status.MET);
  }

  private static TestLog walk(List<String> states) {
    TestLog log = TestLog.of("ca");
    states.forEach(state -> log.later(Duration.ofSeconds(1)).with(rotation(state)));
    return log;
  }

  private static Measure rotations(TestLog log) {
    return AssessedMeasures.of(TestLog.minute(log)).find("E06").orElseThrow();
  }

  private static List<String> whats(Measure measure) {
    return measure.exceptions().stream().map(ReportedException::what).toList();
  }
}
