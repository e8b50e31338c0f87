package io.watchword.compliance.measure;

import static io.watchword.compliance.TestRecords.mutualTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.compliance.TestLog;
import io.watchword.compliance.evidence.Period;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CompletenessTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @Test
  void completeness_heartbeatsAndStop_isMet() {
    TestLog log =
        TestLog.of("proxy")
            .with(mutualTls())
            .later(TEN_SECONDS)
            .heartbeat(2, 0)
            .later(TEN_SECONDS)
            .heartbeat(3, 0)
            .stop();
    Measure completeness = completeness(log);
    assertThat(completeness.status()).isEqualTo(Status.MET);
    assertThat(completeness.tables().getFirst().rows().getFirst())
        .containsExactly("proxy-1", "proxy", "0", "4", "5", "1", "0", "0", "0", "complete");
  }

  @Test
  void completeness_missingRecords_namesThem() {
    assertThat(gaps(TestLog.of("proxy").losing(3).with(mutualTls()).stop()))
        .containsExactly("records 1 to 3 are missing");
  }

  @Test
  void completeness_dropsInThePeriod_countEachOnce() {
    TestLog log =
        TestLog.of("proxy")
            .heartbeat(1, 5)
            .later(TEN_SECONDS)
            .heartbeat(2, 7)
            .heartbeat(3, 7)
            .stop();
    assertThat(gaps(log))
        .containsExactly(
            "5 records were dropped because the queue was full",
            "2 records were dropped because the queue was full");
  }

  @Test
  void completeness_dropsBeforeThePeriod_areNotItsOwn() {
    TestLog log =
        TestLog.of("proxy")
            .heartbeat(1, 5)
            .later(TEN_SECONDS)
            .heartbeat(2, 5)
            .later(TEN_SECONDS)
            .stop();
    Period later = new Period(TestLog.START.plusSeconds(5), TestLog.START.plusSeconds(30));
    assertThat(AssessedMeasures.of(TestLog.evidence(later, log)).find("E10").orElseThrow().status())
        .isEqualTo(Status.MET);
  }

  @Test
  void completeness_sourceWroteMoreThanTheLogHolds_isAGap() {
    assertThat(gaps(TestLog.of("proxy").heartbeat(9, 0).stop()))
        .containsExactly("the source says that it wrote 9 records in this run, the log holds 1");
  }

  @Test
  void completeness_longSilence_isAGap() {
    assertThat(gaps(TestLog.of("proxy").later(Duration.ofSeconds(31)).with(mutualTls()).stop()))
        .containsExactly("no record for 31 s, not even a heartbeat");
  }

  @Test
  void completeness_silentUntilTheEnd_isAGap() {
    assertThat(gaps(TestLog.of("proxy")))
        .containsExactly("no record for 60 s, not even a heartbeat");
  }

  @Test
  void completeness_stoppedForAWhile_isNoSilence() {
    TestLog log = TestLog.of("proxy").stop().later(Duration.ofSeconds(50)).start().stop();
    assertThat(gaps(log)).isEmpty();
  }

  @Test
  void completeness_startAfterNoStop_wasACrash() {
    assertThat(gaps(TestLog.of("proxy").with(mutualTls()).later(TEN_SECONDS).start().stop()))
        .containsExactly(
            "the run before this one ended without `process-stop`: what it had not written is"
                + " lost");
  }

  @Test
  void completeness_emptyLog_isAGap() {
    assertThat(gaps(TestLog.empty("proxy")))
        .containsExactly("the log holds no record before the end of the period");
  }

  @Test
  void completeness_brokenLog_isAGap() {
    assertThat(gaps(TestLog.of("proxy").broken("cut")))
        .containsExactly("the log can not be relied on: cut");
  }

  @Test
  void completeness_recordsOutOfOrderAtTheEndOfThePeriod_areNoGap() {
    TestLog log =
        TestLog.of("proxy")
            .later(Duration.ofSeconds(25))
            .heartbeat(1, 0)
            .later(Duration.ofSeconds(25))
            .heartbeat(2, 0)
            .later(TEN_SECONDS)
            .with(mutualTls())
            .later(Duration.ofMillis(-2))
            .with(mutualTls())
            .stop();
    assertThat(gaps(log)).isEmpty();
  }

  private static Measure completeness(TestLog log) {
    return AssessedMeasures.of(TestLog.minute(log)).find("E10").orElseThrow();
  }

  private static java.util.List<String> gaps(TestLog log) {
    return completeness(log).exceptions().stream().map(ReportedException::what).toList();
  }
}
