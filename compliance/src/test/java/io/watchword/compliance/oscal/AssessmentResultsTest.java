package io.watchword.compliance.oscal;

import static io.watchword.compliance.TestRecords.mutualTls;
import static io.watchword.compliance.TestRecords.plaintextLetThrough;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.compliance.TestLog;
import io.watchword.compliance.control.ControlAssessment;
import io.watchword.compliance.control.ControlMapping;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.measure.AssessedMeasures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AssessmentResultsTest {

  private static final String RESULT = "/assessment-results/results/0";

  @Test
  void document_isValidOscal() throws IOException {
    OscalSchema schema = new OscalSchema();
    assertThat(schema.problems(allWell())).isEmpty();
    assertThat(schema.problems(document(TestLog.of("proxy").broken("cut")))).isEmpty();
    assertThat(schema.problems(document())).isEmpty();
  }

  @Test
  void schema_documentWithAFault_isRefused() throws IOException {
    ObjectNode document = allWell();
    ((ObjectNode) document.at(RESULT + "/observations/0")).remove("methods");
    assertThat(new OscalSchema().problems(document)).isNotEmpty();
  }

  @Test
  void document_referencesAreSound() {
    assertThat(OscalReferences.check(allWell(), ControlMapping.shipped())).isEmpty();
    assertThat(OscalReferences.check(document(), ControlMapping.shipped())).isEmpty();
  }

  @Test
  void findings_statesFollowTheMeasures() {
    assertThat(states(allWell())).containsEntry("sc-8.1_obj", "satisfied");
    assertThat(states(document(TestLog.of("proxy").with(plaintextLetThrough()).stop())))
        .containsEntry("sc-8.1_obj", "not-satisfied");
  }

  @Test
  void findings_withoutData_areNoneAndTheRemarksSaySo() {
    ObjectNode document = document(TestLog.of("proxy").stop());
    assertThat(states(document)).doesNotContainKeys("sc-8.1_obj", "ac-3_obj", "au-9_obj.b");
    assertThat(document.at(RESULT + "/remarks").asText())
        .contains("sc-8.1_obj (no data)", "au-9_obj.b (not assessable)");
  }

  @Test
  void uuids_sameLog_areTheSameAndAnotherLogsAreNot() {
    assertThat(allWell()).isEqualTo(allWell());
    String uuid = "/assessment-results/uuid";
    assertThat(allWell().at(uuid)).isNotEqualTo(document(TestLog.of("proxy").stop()).at(uuid));
  }

  /// A fault sown into a sound document, and where it must be found.
  private record Fault(String name, Consumer<ObjectNode> sow, String found) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    faults.add(
        new Fault(
            "observation of a finding is not there",
            set(RESULT + "/findings/0/related-observations/0", "observation-uuid", uuid(7)),
            "/results/0/findings/0/related-observations/0/observation-uuid leads to no"
                + " observation"));
    faults.add(
        new Fault(
            "evidence leads nowhere",
            set(RESULT + "/observations/0/relevant-evidence/0", "href", "#" + uuid(7)),
            "/results/0/observations/0/relevant-evidence/0/href `#" + uuid(7) + "` leads to no"));
    faults.add(
        new Fault(
            "subject is not there",
            set(RESULT + "/observations/0/subjects/0", "subject-uuid", uuid(7)),
            "/results/0/observations/0/subjects/0/subject-uuid leads to no component"));
    faults.add(
        new Fault(
            "plan is not there",
            set("/assessment-results/import-ap", "href", "#" + uuid(7)),
            "/import-ap/href"));
    faults.add(
        new Fault(
            "invented control",
            set(
                RESULT + "/reviewed-controls/control-selections/0/include-controls/0",
                "control-id",
                "sc-99"),
            "`sc-99` is no control of the mapping"));
    faults.add(
        new Fault(
            "invented objective",
            set(RESULT + "/findings/0/target", "target-id", "sc-8_obj.z"),
            "/results/0/findings/0/target/target-id `sc-8_obj.z` is no reviewed objective"));
    faults.add(
        new Fault(
            "invented reviewed objective",
            set(
                RESULT + "/reviewed-controls/control-objective-selections/0/include-objectives/0",
                "objective-id",
                "ac-3_obj.q"),
            "`ac-3_obj.q` is no objective of a reviewed control"));
    faults.add(
        new Fault(
            "UUID twice",
            document ->
                set(
                        RESULT + "/observations/1",
                        "uuid",
                        document.at(RESULT + "/observations/0/uuid").asText())
                    .accept(document),
            "is there twice"));
    faults.add(
        new Fault(
            "UUID of version 1",
            set("/assessment-results", "uuid", "6f0c8f4e-2a4f-1c7e-9d0a-5b3f7f1f6a52"),
            "/uuid `6f0c8f4e-2a4f-1c7e-9d0a-5b3f7f1f6a52` is no UUID of version 4 or 5"));
    faults.add(
        new Fault(
            "hash by a wrong name",
            set(
                "/assessment-results/back-matter/resources/1/rlinks/0/hashes/0",
                "algorithm",
                "sha256"),
            "`sha256` is no hash algorithm of OSCAL"));
    faults.add(
        new Fault(
            "hash too short",
            set("/assessment-results/back-matter/resources/1/rlinks/0/hashes/0", "value", "abc"),
            "is no SHA-256 value"));
    faults.add(
        new Fault(
            "broken attachment",
            set("/assessment-results/back-matter/resources/2/base64", "value", "***"),
            "/back-matter/resources/2/base64/value is not base64"));
    faults.add(
        new Fault(
            "unknown state",
            set(RESULT + "/findings/0/target/status", "state", "unknown"),
            "is neither satisfied nor not-satisfied"));
    faults.add(
        new Fault(
            "no methods",
            document -> ((ArrayNode) document.at(RESULT + "/observations/0/methods")).removeAll(),
            "/results/0/observations/0/methods is empty"));
    faults.add(
        new Fault(
            "finding without observation",
            document ->
                ((ArrayNode) document.at(RESULT + "/findings/0/related-observations")).removeAll(),
            "a finding without an observation"));
    faults.add(
        new Fault(
            "two findings for one objective",
            document -> {
              ArrayNode findings = (ArrayNode) document.at(RESULT + "/findings");
              findings.add(((ObjectNode) findings.get(0)).deepCopy().put("uuid", uuid(8)));
            },
            "has two findings"));
    faults.add(
        new Fault(
            "end before the start",
            set(RESULT, "end", "2020-01-01T00:00:00Z"),
            "/results/0/end is before the start"));
    faults.add(
        new Fault(
            "time without a zone",
            set(RESULT + "/observations/0", "collected", "2026-03-01T12:00:00"),
            "/results/0/observations/0/collected `2026-03-01T12:00:00` is no time with a zone"));
    return faults;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void check_sownFault_isFound(Fault fault) {
    ObjectNode document = allWell();
    fault.sow().accept(document);
    assertThat(OscalReferences.check(document, ControlMapping.shipped()))
        .anySatisfy(problem -> assertThat(problem).contains(fault.found()));
  }

  @Test
  void check_anotherDocument_isRefused() {
    ObjectNode document = allWell();
    document.remove("assessment-results");
    assertThat(OscalReferences.check(document, ControlMapping.shipped())).hasSize(1);
  }

  private static Consumer<ObjectNode> set(String pointer, String field, String value) {
    return document -> ((ObjectNode) document.at(pointer)).put(field, value);
  }

  private static String uuid(int digit) {
    return "00000000-0000-4000-8000-00000000000" + digit;
  }

  private static Map<String, String> states(JsonNode document) {
    Map<String, String> states = new java.util.HashMap<>();
    document
        .at(RESULT + "/findings")
        .forEach(
            finding ->
                states.put(
                    finding.at("/target/target-id").asText(),
                    finding.at("/target/status/state").asText()));
    return states;
  }

  private static ObjectNode allWell() {
    return document(TestLog.of("proxy").times(2, mutualTls()).stop());
  }

  private static ObjectNode document(TestLog... logs) {
    Evidence evidence = TestLog.minute(logs);
    AssessedMeasures measures = AssessedMeasures.of(evidence);
    ControlMapping mapping = ControlMapping.shipped();
    return AssessmentResults.of(
        new OscalInput(
            "1",
            evidence.trustDomain(),
            evidence.period(),
            evidence.logs(),
            measures,
            ControlAssessment.assess(mapping, measures),
            mapping,
            "ab".repeat(32)));
  }
}
