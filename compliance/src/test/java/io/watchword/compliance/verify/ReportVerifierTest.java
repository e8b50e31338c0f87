package io.watchword.compliance.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.compliance.MeshLogs;
import io.watchword.compliance.TestRecords;
import io.watchword.compliance.report.Manifest;
import io.watchword.compliance.report.ReportGenerator;
import io.watchword.compliance.report.ReportRequest;
import io.watchword.compliance.report.Sha256;
import io.watchword.compliance.verify.ReportVerdict.Check;
import io.watchword.compliance.verify.ReportVerdict.Outcome;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportVerifierTest {

  @TempDir Path folder;
  private Path report;
  private MeshLogs logs;

  @BeforeEach
  void makeReport() {
    report = folder.resolve("report");
    logs = MeshLogs.allWell(folder);
    new ReportGenerator("1")
        .generate(
            new ReportRequest(
                logs.folders(), report, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void verify_untouched_isValid() {
    ReportVerdict verdict = ReportVerifier.verify(report, logs.folders());
    assertThat(verdict.checks()).allMatch(check -> check.outcome() == Outcome.OK);
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly(
            "file report.html",
            "file assessment-results.json",
            "references of assessment-results.json",
            "log authz-1",
            "log proxy-1");
  }

  @Test
  void verify_logsHaveGrown_isValid() {
    logs.run("proxy", TestRecords.mutualTls());
    assertThat(ReportVerifier.verify(report, logs.folders()).isValid()).isTrue();
  }

  @Test
  void verify_noLogsAtHand_saysSoAndIsValid() {
    ReportVerdict verdict = ReportVerifier.verify(report, List.of());
    assertThat(verdict.isValid()).isTrue();
    assertThat(verdict.checks())
        .filteredOn(check -> check.name().startsWith("log"))
        .allMatch(check -> check.outcome() == Outcome.NOT_CHECKED);
  }

  @Test
  void verify_htmlChanged_fails() throws IOException {
    Path html = report.resolve(ReportGenerator.HTML);
    Files.writeString(html, Files.readString(html).replace("100 %", "101 %"));
    assertThat(failures()).containsExactly("file report.html");
  }

  @Test
  void verify_fileMissing_fails() throws IOException {
    Files.delete(report.resolve(ReportGenerator.HTML));
    assertThat(failures()).containsExactly("file report.html");
  }

  @Test
  void verify_oscalBrokenWithItsHashPutRight_failsByItsReferences() throws IOException {
    Path oscal = report.resolve(ReportGenerator.OSCAL);
    String before = Files.readString(oscal);
    String after = before.replace("\"target-id\" : \"sc-8_obj\"", "\"target-id\" : \"sc-0_obj\"");
    assertThat(after).isNotEqualTo(before);
    Files.writeString(oscal, after);
    putRight(before, after);
    assertThat(failures()).containsExactly("references of assessment-results.json");
  }

  @Test
  void verify_manifestNamesAFileElsewhere_isNotFollowed() throws IOException {
    Path manifest = report.resolve(Manifest.NAME);
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"report.html\"", "\"../secret\""));
    assertThat(failures()).contains("file ../secret", "file report.html");
  }

  @Test
  void verify_logAltered_failsNamingTheRecord() throws IOException {
    logs.alter("proxy", "not-tls");
    assertThat(ReportVerifier.verify(report, logs.folders()).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .singleElement()
        .satisfies(check -> assertThat(check.detail()).contains("record 2"));
  }

  @Test
  void verify_logWrittenAnewUnderAnotherKey_fails() throws IOException {
    MeshLogs anew = MeshLogs.allWell(Files.createDirectory(folder.resolve("anew")));
    assertThat(ReportVerifier.verify(report, anew.folders()).isValid()).isFalse();
  }

  @Test
  void verify_noReport_isRefused() {
    assertThatThrownBy(() -> ReportVerifier.verify(folder, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("compliance/manifest-unreadable");
  }

  @Test
  void verify_manifestIsGarbage_isRefused() throws IOException {
    for (String garbage : List.of("", "[]", "{", "{\"format\":\"watchword-report/1\"}", "null")) {
      Files.writeString(report.resolve(Manifest.NAME), garbage);
      assertThatThrownBy(() -> ReportVerifier.verify(report, List.of()))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  private void putRight(String before, String after) throws IOException {
    Path manifest = report.resolve(Manifest.NAME);
    Files.writeString(manifest, Files.readString(manifest).replace(hash(before), hash(after)));
  }

  private static String hash(String text) {
    return Sha256.hex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private List<String> failures() {
    return ReportVerifier.verify(report, logs.folders()).checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Check::name)
        .toList();
  }
}
