package io.watchword.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.compliance.MeshLogs;
import io.watchword.compliance.TestRecords;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.Status;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportGeneratorTest {

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void nameOut() {
    out = folder.resolve("out");
  }

  @Test
  void generate_allWell_writesThreeFilesAndMetMeasures() throws IOException {
    GeneratedReport report = generate(MeshLogs.allWell(folder).folders());
    assertThat(report.isIntact()).isTrue();
    assertThat(report.measures())
        .filteredOn(measure -> !measure.id().equals("E06"))
        .allMatch(measure -> measure.status() == Status.MET);
    assertThat(names(out))
        .containsExactly("assessment-results.json", "manifest.json", "report.html");
    assertThat(html()).contains("Mesh evidence for example.org", "1 of 1 (100 %)", "not-tls");
  }

  @Test
  void generate_twice_givesTheSameBytes() throws IOException {
    List<Path> logs = MeshLogs.allWell(folder).folders();
    generate(logs);
    Path again = folder.resolve("again");
    generate(logs.reversed(), again, Optional.empty());
    for (String name : names(out)) {
      assertThat(again.resolve(name)).hasSameBinaryContentAs(out.resolve(name));
    }
  }

  @Test
  void generate_hostileNames_stayText() throws IOException {
    MeshLogs logs =
        new MeshLogs(folder)
            .run(
                "proxy",
                TestRecords.connectionOn(
                    "</td><script>alert(1)</script>",
                    "spiffe://example.org/\"><img src=x onerror=y>"),
                TestRecords.plaintextLetThrough(),
                TestRecords.allowed("'\"><svg/onload=alert(2)>\u202egpj", 1));
    generate(logs.folders());
    String html = html();
    assertThat(html).doesNotContain("<script", "<img", "<svg/", "\u202e");
    assertThat(html).contains("&lt;script&gt;alert(1)&lt;/script&gt;", "\\u202egpj");
    assertThat(Files.readString(out.resolve(ReportGenerator.OSCAL)))
        .doesNotContain("alert(", "onerror");
  }

  @Test
  void generate_html_allowsNothingButItsOwnStyle() throws IOException {
    generate(MeshLogs.allWell(folder).folders());
    String html = html();
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(html);
    assertThat(style.find()).isTrue();
    String hash = Sha256.base64(style.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(html)
        .contains("default-src &#39;none&#39;; style-src &#39;sha256-" + hash + "&#39;;")
        .doesNotContain(" style=", " src=", "http://", "https://", "javascript:")
        .doesNotContainPattern("(?i)complian|certified");
  }

  @Test
  void generate_alteredLog_isWrittenAndSaysSoFirst() throws IOException {
    MeshLogs logs = MeshLogs.allWell(folder).alter("proxy", "not-tls");
    GeneratedReport report = generate(logs.folders());
    assertThat(report.isIntact()).isFalse();
    assertThat(measure(report, "E11").exceptions())
        .singleElement()
        .satisfies(
            exception -> {
              assertThat(exception.place()).isEqualTo("proxy-1");
              assertThat(exception.what()).contains("record 2 does not have the hash");
            });
    assertThat(measure(report, "E01").status()).isEqualTo(Status.NO_DATA);
    assertThat(report.objectives()).noneMatch(assessed -> assessed.status() == Status.MET);
    String html = html();
    assertThat(html.indexOf("Not all logs can be relied on"))
        .isPositive()
        .isLessThan(html.indexOf("Control matrix</h2>"));
  }

  @Test
  void generate_missingLog_isWrittenAndNamesIt() {
    List<Path> logs =
        Stream.concat(
                MeshLogs.allWell(folder).folders().stream(), Stream.of(folder.resolve("agent-1")))
            .toList();
    GeneratedReport report = generate(logs);
    assertThat(report.isIntact()).isFalse();
    assertThat(measure(report, "E11").exceptions())
        .singleElement()
        .satisfies(
            exception -> {
              assertThat(exception.place()).isEqualTo("agent-1");
              assertThat(exception.what()).isEqualTo("there is no checkpoint in the folder");
            });
  }

  @Test
  void generate_previousReport_showsWhatMoved() throws IOException {
    MeshLogs logs = MeshLogs.allWell(folder);
    generate(logs.folders());
    Path first = out;
    out = folder.resolve("second");
    logs.run("proxy", TestRecords.plaintextLetThrough());
    GeneratedReport report = generate(logs.folders(), out, Optional.of(first));
    assertThat(report.isIntact()).isTrue();
    assertThat(html()).contains("Changes since the last report", "Last report: 1 of 1, met.");
    assertThat(ManifestJson.read(out).previous())
        .hasValue(Sha256.hex(Files.readAllBytes(first.resolve(Manifest.NAME))));
  }

  @Test
  void generate_logRewrittenSincePrevious_isNotIntact() throws IOException {
    generate(MeshLogs.allWell(folder).folders());
    Path first = out;
    out = folder.resolve("second");
    MeshLogs rewritten = MeshLogs.allWell(Files.createDirectory(folder.resolve("elsewhere")));
    GeneratedReport report = generate(rewritten.folders(), out, Optional.of(first));
    assertThat(measure(report, "E11").status()).isEqualTo(Status.EXCEPTIONS);
    assertThat(measure(report, "E11").numerator()).isZero();
  }

  @Test
  void generate_logOfThePreviousReportLeftOut_isAnException() {
    List<Path> logs = MeshLogs.allWell(folder).folders();
    generate(logs);
    Path first = out;
    out = folder.resolve("second");
    GeneratedReport report = generate(logs.subList(0, 1), out, Optional.of(first));
    assertThat(measure(report, "E11").exceptions())
        .singleElement()
        .satisfies(exception -> assertThat(exception.place()).isEqualTo("proxy-1"));
  }

  @Test
  void generate_emptyPeriod_saysNoDataAndMeetsNothingThatNeedsSome() {
    Instant later = Instant.parse("2026-04-01T00:00:00Z");
    GeneratedReport report =
        new ReportGenerator("1")
            .generate(
                new ReportRequest(
                    MeshLogs.allWell(folder).folders(),
                    out,
                    Optional.of(later),
                    Optional.of(later.plusSeconds(60)),
                    Optional.empty()));
    assertThat(report.records()).isZero();
    assertThat(report.measures().subList(0, 5))
        .allMatch(measure -> measure.status() == Status.NO_DATA);
  }

  @Test
  void generate_logStillWritten_coversWhatIsSigned() {
    Path directory = folder.resolve("ca-1");
    AuditLogConfig config = AuditLogConfig.of(directory, "ca-1", "ca", "example.org");
    try (FileAuditLog log = FileAuditLog.open(config, FakeClock.start())) {
      log.flush();
      GeneratedReport report = generate(List.of(directory));
      assertThat(report.isIntact()).isTrue();
      assertThat(report.records()).isEqualTo(1);
    }
  }

  @Test
  void generate_noLogs_isRefused() {
    assertThatThrownBy(() -> generate(List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("compliance/no-logs");
  }

  @Test
  void generate_onlyAMissingLog_asksForThePeriod() {
    assertThatThrownBy(() -> generate(List.of(folder.resolve("nowhere"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("compliance/no-period");
    assertThat(out).doesNotExist();
  }

  @Test
  void generate_endBeforeStart_isRefused() {
    List<Path> logs = MeshLogs.allWell(folder).folders();
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    assertThatThrownBy(
            () ->
                new ReportGenerator("1")
                    .generate(
                        new ReportRequest(
                            logs, out, Optional.of(now), Optional.of(now), Optional.empty())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("compliance/period");
  }

  @Test
  void generate_sameLogTwice_isRefused() {
    Path log = MeshLogs.allWell(folder).folders().getFirst();
    assertThatThrownBy(() -> generate(List.of(log, log)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("compliance/log-twice");
  }

  @Test
  void generate_previousIsNoReport_isRefused() {
    List<Path> logs = MeshLogs.allWell(folder).folders();
    assertThatThrownBy(() -> generate(logs, out, Optional.of(folder)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("compliance/manifest-unreadable");
  }

  @Test
  void generate_outCanNotBeWritten_saysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    List<Path> logs = MeshLogs.allWell(folder).folders();
    assertThatThrownBy(() -> generate(logs, file.resolve("out"), Optional.empty()))
        .isInstanceOf(ReportUnwritableException.class);
  }

  private GeneratedReport generate(List<Path> logs) {
    return generate(logs, out, Optional.empty());
  }

  private static GeneratedReport generate(List<Path> logs, Path out, Optional<Path> previous) {
    return new ReportGenerator("1")
        .generate(new ReportRequest(logs, out, Optional.empty(), Optional.empty(), previous));
  }

  private static Measure measure(GeneratedReport report, String id) {
    return report.measures().stream()
        .filter(measure -> measure.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private String html() throws IOException {
    return Files.readString(out.resolve(ReportGenerator.HTML));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
