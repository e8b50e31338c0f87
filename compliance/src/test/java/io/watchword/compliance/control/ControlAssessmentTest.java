package io.watchword.compliance.control;

import static io.watchword.compliance.TestRecords.mutualTls;
import static io.watchword.compliance.TestRecords.plaintextLetThrough;
import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.compliance.TestLog;
import io.watchword.compliance.measure.AssessedMeasures;
import io.watchword.compliance.measure.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlAssessmentTest {

  private static final String TRANSMISSION = "sc-8.1_obj";

  @Test
  void assess_allMeasuresMet_isMet() {
    assertThat(assess(TRANSMISSION, TestLog.of("proxy").with(mutualTls()).stop()).status())
        .isEqualTo(Status.MET);
  }

  @Test
  void assess_oneException_hasExceptions() {
    AssessedObjective assessed =
        assess(
            TRANSMISSION, TestLog.of("proxy").with(mutualTls()).with(plaintextLetThrough()).stop());
    assertThat(assessed.status()).isEqualTo(Status.EXCEPTIONS);
    assertThat(assessed.reasons()).containsExactly("E01 has 1 exception", "E02 has 1 exception");
  }

  @Test
  void assess_noData_isNeverMet() {
    AssessedObjective assessed = assess(TRANSMISSION, TestLog.of("proxy").stop());
    assertThat(assessed.status()).isEqualTo(Status.NO_DATA);
    assertThat(assessed.reasons())
        .containsExactly("E01 has no data in the period", "E02 has no data in the period");
  }

  @Test
  void assess_reliedLogHasAGap_canNotBeMet() {
    AssessedObjective assessed =
        assess(TRANSMISSION, TestLog.of("proxy").with(mutualTls()).heartbeat(2, 4).stop());
    assertThat(assessed.status()).isEqualTo(Status.EXCEPTIONS);
    assertThat(assessed.reasons())
        .containsExactly(
            "E01 relies on a log with a gap: proxy-1", "E02 relies on a log with a gap: proxy-1");
  }

  @Test
  void assess_anotherRolesLogHasAGap_isMet() {
    assertThat(
            assess(
                    TRANSMISSION,
                    TestLog.of("proxy").with(mutualTls()).stop(),
                    TestLog.of("ca").heartbeat(1, 4).stop())
                .status())
        .isEqualTo(Status.MET);
  }

  @Test
  void assess_objectiveOfTheOrganization_isNotAssessable() {
    assertThat(assess("au-9_obj.b", TestLog.of("proxy").stop()).status())
        .isEqualTo(Status.NOT_ASSESSABLE);
  }

  @Test
  void shipped_mapping_namesMeasuresThatExist() {
    List<String> measures =
        AssessedMeasures.of(TestLog.minute()).all().stream().map(measure -> measure.id()).toList();
    assertThat(ControlMapping.shipped().controls())
        .allSatisfy(
            control -> {
              assertThat(control.customer()).isNotBlank();
              assertThat(control.objectives())
                  .isNotEmpty()
                  .allSatisfy(
                      objective -> {
                        assertThat(objective.id()).startsWith(control.id() + "_obj");
                        assertThat(measures).containsAll(objective.measures());
                      });
            });
  }

  private static AssessedObjective assess(String objective, TestLog... logs) {
    return ControlAssessment.assess(
            ControlMapping.shipped(), AssessedMeasures.of(TestLog.minute(logs)))
        .stream()
        .filter(assessed -> assessed.objective().id().equals(objective))
        .findFirst()
        .orElseThrow();
  }
}
