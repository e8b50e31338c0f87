package io.watchword.compliance.measure;

import static io.watchword.compliance.TestRecords.allowed;
import static io.watchword.compliance.TestRecords.denial;
import static io.watchword.compliance.TestRecords.inventory;
import static io.watchword.compliance.TestRecords.mutualTls;
import static io.watchword.compliance.TestRecords.negotiated;
import static io.watchword.compliance.TestRecords.plaintextLetThrough;
import static io.watchword.compliance.TestRecords.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.watchword.compliance.TestLog;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.Period;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuresTest {

  @Test
  void all_nothingHappened_saysNoData() {
    Evidence evidence = TestLog.minute(TestLog.of("proxy").stop());
    assertThat(AssessedMeasures.of(evidence).all())
        .extracting(Measure::id, Measure::status)
        .containsExactly(
            tuple("E01", Status.NO_DATA),
            tuple("E02", Status.NO_DATA),
            tuple("E03", Status.NO_DATA),
            tuple("E06", Status.NO_DATA),
            tuple("E09", Status.NO_DATA),
            tuple("E10", Status.MET),
            tuple("E11", Status.MET));
  }

  @Test
  void all_everyMeasure_namesItsBlindSpots() {
    assertThat(AssessedMeasures.of(TestLog.minute()).all())
        .allSatisfy(measure -> assertThat(measure.definition().blindSpots()).isNotEmpty());
  }

  @Test
  void coverage_allMutual_isMet() {
    Measure coverage = measure("E01", TestLog.of("proxy").times(3, mutualTls()));
    assertThat(coverage.status()).isEqualTo(Status.MET);
    assertThat(coverage.value()).isEqualTo("3 of 3 (100 %)");
  }

  @Test
  void coverage_onePlaintextLetThrough_isAnExceptionNamingTheRecord() {
    Measure coverage =
        measure("E01", TestLog.of("proxy").times(2, mutualTls()).with(plaintextLetThrough()));
    assertThat(coverage.value()).isEqualTo("2 of 3 (66.66 %)");
    assertThat(coverage.exceptions())
        .containsExactly(
            new ReportedException(
                "proxy-1#3",
                "2026-03-01T12:00:00Z",
                "inbound connection on listener `orders-in` with `10.0.0.7:4711` was not mutually"
                    + " authenticated"));
  }

  @Test
  void coverage_rejectedOnes_countInRejectionsOnly() {
    TestLog log =
        TestLog.of("proxy")
            .with(mutualTls())
            .times(2, rejected("not-tls"))
            .with(rejected("expired"));
    assertThat(measure("E01", log).value()).isEqualTo("1 of 1 (100 %)");
    Measure rejections = measure("E03", log);
    assertThat(rejections.status()).isEqualTo(Status.MET);
    assertThat(rejections.tables().getFirst().rows())
        .containsExactly(List.of("not-tls", "2"), List.of("expired", "1"));
  }

  @Test
  void coverage_outsideThePeriod_doesNotCount() {
    TestLog log =
        TestLog.of("proxy")
            .with(plaintextLetThrough())
            .later(Duration.ofSeconds(10))
            .with(mutualTls())
            .later(Duration.ofSeconds(10))
            .with(plaintextLetThrough());
    Period middle = new Period(TestLog.START.plusSeconds(10), TestLog.START.plusSeconds(20));
    assertThat(measure("E01", TestLog.evidence(middle, log)).value()).isEqualTo("1 of 1 (100 %)");
  }

  @Test
  void rejections_withoutACause_areExceptions() {
    assertThat(measure("E03", TestLog.of("proxy").with(rejected(""))).exceptions())
        .extracting(ReportedException::what)
        .containsExactly("a rejected connection on listener `orders-in` has no cause");
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_256_GCM_SHA384, MET",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MET",
    "TLSv1.2, ECDHE-ECDSA-CHACHA20-POLY1305, MET",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, EXCEPTIONS",
    "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256, EXCEPTIONS",
    "TLSv1.1, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, EXCEPTIONS",
    "'', '', EXCEPTIONS",
  })
  void cryptography_parameters_decide(String version, String suite, Status expected) {
    assertThat(measure("E02", TestLog.of("proxy").with(negotiated(version, suite))).status())
        .isEqualTo(expected);
  }

  @Test
  void decisions_unusedRules_areListedAndAreNoException() {
    Measure decisions =
        measure(
            "E09",
            TestLog.of("authz").with(inventory("read", "write", "admin")),
            TestLog.of("proxy").with(allowed("read", 40)).with(denial("default", "")));
    assertThat(decisions.status()).isEqualTo(Status.MET);
    assertThat(decisions.value()).isEqualTo("41 of 41 (100 %)");
    assertThat(decisions.statement())
        .isEqualTo("40 allowed, 1 denied; 1 of 3 allow rules in force were used");
    assertThat(decisions.tables().get(2).rows())
        .extracting(List::getFirst)
        .containsExactly("admin", "write");
  }

  @Test
  void decisions_inventoryFromBeforeThePeriod_isInForce() {
    TestLog authz = TestLog.of("authz").with(inventory("read")).later(Duration.ofSeconds(5)).stop();
    Period later = new Period(TestLog.START.plusSeconds(1), TestLog.START.plusSeconds(20));
    assertThat(measure("E09", TestLog.evidence(later, authz)).statement())
        .isEqualTo("0 allowed, 0 denied; 0 of 1 allow rules in force were used");
  }

  @Test
  void decisions_allowedWithoutARule_isAnException() {
    Measure decisions = measure("E09", TestLog.of("proxy").with(allowed("", 7)));
    assertThat(decisions.value()).isEqualTo("0 of 7 (0 %)");
    assertThat(decisions.status()).isEqualTo(Status.EXCEPTIONS);
  }

  @Test
  void decisions_failedEvaluation_isAnException() {
    assertThat(measure("E09", TestLog.of("proxy").with(denial("failed", ""))).exceptions())
        .extracting(ReportedException::what)
        .containsExactly(
            "the evaluation of decision `d-1` failed, which denied it: no rule allows it");
  }

  @Test
  void integrity_brokenLog_isNamed() {
    Measure integrity =
        measure("E11", TestLog.of("ca"), TestLog.of("proxy").broken("record 3 is not its hash"));
    assertThat(integrity.value()).isEqualTo("1 of 2 (50 %)");
    assertThat(integrity.exceptions())
        .containsExactly(new ReportedException("proxy-1", "", "record 3 is not its hash"));
  }

  @Test
  void value_almostAll_isNotRoundedUp() {
    TestLog log = TestLog.of("proxy").with(plaintextLetThrough()).times(99_999, mutualTls());
    assertThat(measure("E01", log).value()).isEqualTo("99999 of 100000 (99.99 %)");
  }

  private static Measure measure(String id, TestLog... logs) {
    return measure(id, TestLog.minute(logs));
  }

  private static Measure measure(String id, Evidence evidence) {
    return AssessedMeasures.of(evidence).find(id).orElseThrow();
  }
}
