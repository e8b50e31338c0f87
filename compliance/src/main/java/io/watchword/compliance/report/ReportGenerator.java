package io.watchword.compliance.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.control.ControlAssessment;
import io.watchword.compliance.control.ControlMapping;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.EvidenceReader;
import io.watchword.compliance.evidence.EvidenceRequest;
import io.watchword.compliance.measure.AssessedMeasures;
import io.watchword.compliance.oscal.AssessmentResults;
import io.watchword.compliance.oscal.OscalInput;
import io.watchword.compliance.oscal.OscalReferences;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The journey of a report: logs become evidence, evidence becomes measures, measures become
/// statements about control objectives, and these become files. Only the logs, the period and this
/// version go in: the same in gives the same bytes out. Thread-safe: no state but the version.
public final class ReportGenerator {

  /// Name of the report for people.
  public static final String HTML = "report.html";

  /// Name of the report for machines.
  public static final String OSCAL = "assessment-results.json";

  private final String toolVersion;

  /// @param toolVersion as reports are to name it
  public ReportGenerator(String toolVersion) {
    this.toolVersion = toolVersion;
  }

  /// Computes and writes a report.
  ///
  /// @throws io.watchword.platform.diagnostics.InvalidInputException if there is nothing to report
  ///   on
  /// @throws ReportUnwritableException if the folder can not be written
  public GeneratedReport generate(ReportRequest request) {
    Optional<Manifest> previous = request.previous().map(ManifestJson::read);
    Evidence evidence =
        EvidenceReader.read(
            new EvidenceRequest(
                request.logs(), request.from(), request.to(), checkpoints(previous)));
    AssessedMeasures measures = AssessedMeasures.of(evidence);
    ControlMapping mapping = ControlMapping.shipped();
    List<AssessedObjective> objectives = ControlAssessment.assess(mapping, measures);
    ReportContents contents =
        new ReportContents(toolVersion, evidence, measures, objectives, mapping, previous);
    Map<String, byte[]> files = files(contents, request.previous());
    new ReportFolder(request.out()).write(files);
    return new GeneratedReport(
        request.out().resolve(HTML),
        request.out().resolve(OSCAL),
        request.out().resolve(Manifest.NAME),
        evidence.period(),
        evidence.size(),
        evidence.logs(),
        measures.all(),
        objectives);
  }

  private static Map<String, String> checkpoints(Optional<Manifest> previous) {
    return previous.stream()
        .flatMap(manifest -> manifest.logs().stream())
        .filter(Manifest.Log::verified)
        .collect(Collectors.toMap(Manifest.Log::origin, Manifest.Log::checkpoint, (a, _) -> a));
  }

  /// In the order of writing: the manifest last, so that a report without one is no report.
  private static Map<String, byte[]> files(ReportContents contents, Optional<Path> previous) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(HTML, HtmlReport.of(contents).getBytes(StandardCharsets.UTF_8));
    files.put(OSCAL, oscal(contents, Sha256.hex(files.get(HTML))));
    Manifest manifest = ManifestWriting.of(contents, previous, files);
    files.put(Manifest.NAME, ManifestJson.write(manifest));
    return files;
  }

  private static byte[] oscal(ReportContents contents, String htmlSha256) {
    ObjectNode document =
        AssessmentResults.of(
            new OscalInput(
                contents.toolVersion(),
                contents.evidence().trustDomain(),
                contents.evidence().period(),
                contents.evidence().logs(),
                contents.measures(),
                contents.objectives(),
                contents.mapping(),
                htmlSha256));
    List<String> problems = OscalReferences.check(document, contents.mapping());
    if (!problems.isEmpty()) {
      throw new IllegalStateException("the OSCAL document is not sound: " + problems.getFirst());
    }
    return ManifestJson.bytes(document);
  }
}
