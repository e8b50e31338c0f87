package io.watchword.compliance.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.compliance.control.ControlMapping;
import io.watchword.compliance.oscal.OscalReferences;
import io.watchword.compliance.report.Manifest;
import io.watchword.compliance.report.ManifestJson;
import io.watchword.compliance.report.ReportGenerator;
import io.watchword.compliance.report.Sha256;
import io.watchword.compliance.verify.ReportVerdict.Check;
import io.watchword.compliance.verify.ReportVerdict.Outcome;
import io.watchword.platform.audit.AuditVerdict;
import io.watchword.platform.audit.AuditVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks a report as it lies in a folder: the files are the ones of the manifest, the OSCAL
/// document is sound and is about the same period and logs, and, where the logs are at hand, each
/// checkpoint of the manifest is one of its log. Confined to the calling thread.
public final class ReportVerifier {

  private static final Set<String> EXPECTED = Set.of(ReportGenerator.HTML, ReportGenerator.OSCAL);

  private final Path folder;
  private final Manifest manifest;
  private final List<Check> checks = new ArrayList<>();

  private ReportVerifier(Path folder) {
    this.folder = folder;
    this.manifest = ManifestJson.read(folder);
  }

  /// Checks the report in `folder`.
  ///
  /// @param logs folders of logs that are at hand; may be empty
  /// @throws io.watchword.platform.diagnostics.InvalidInputException if there is no manifest
  public static ReportVerdict verify(Path folder, List<Path> logs) {
    ReportVerifier verifier = new ReportVerifier(folder);
    verifier.files();
    verifier.oscal();
    verifier.manifest.logs().forEach(log -> verifier.log(log, logs));
    return new ReportVerdict(verifier.checks);
  }

  private void files() {
    Set<String> named = new HashSet<>();
    for (Manifest.File file : manifest.files()) {
      named.add(file.path());
      file(file);
    }
    for (String expected : EXPECTED) {
      if (!named.contains(expected)) {
        failed("file " + expected, "the manifest does not name it");
      }
    }
  }

  private void file(Manifest.File file) {
    String name = "file " + file.path();
    // A manifest from elsewhere must not make us read other files than those of the report.
    if (!EXPECTED.contains(file.path())) {
      failed(name, "is no file of a report");
      return;
    }
    try {
      byte[] content = Files.readAllBytes(folder.resolve(file.path()));
      String sha256 = Sha256.hex(content);
      if (content.length == file.bytes() && sha256.equals(file.sha256())) {
        passed(name, "sha256:" + sha256);
      } else {
        failed(name, "was changed after the report was made: it has sha256:" + sha256);
      }
    } catch (IOException e) {
      failed(name, "can not be read");
    }
  }

  private void oscal() {
    String name = "references of " + ReportGenerator.OSCAL;
    try {
      JsonNode document =
          new ObjectMapper().readTree(Files.readAllBytes(folder.resolve(ReportGenerator.OSCAL)));
      List<String> problems = new ArrayList<>(period(document));
      problems.addAll(OscalReferences.check(document, ControlMapping.shipped()));
      if (problems.isEmpty()) {
        passed(name, "each leads somewhere");
      }
      problems.forEach(problem -> failed(name, problem));
    } catch (IOException e) {
      failed(name, "the document can not be read");
    }
  }

  private List<String> period(JsonNode document) {
    JsonNode result = document.at("/assessment-results/results/0");
    boolean same =
        result.path("start").asText().equals(manifest.from())
            && result.path("end").asText().equals(manifest.to());
    return same ? List.of() : List.of("is about another period than the manifest");
  }

  private void log(Manifest.Log log, List<Path> logs) {
    String name = "log " + log.source();
    if (!log.verified()) {
      failed(name, "did not verify when the report was made: " + log.problem());
      return;
    }
    Optional<Path> atHand = logs.stream().filter(path -> isOf(log, path)).findFirst();
    if (atHand.isEmpty()) {
      checks.add(new Check(name, Outcome.NOT_CHECKED, "the log is not at hand"));
      return;
    }
    AuditVerdict verdict = verdict(atHand.get(), log);
    if (verdict.valid()) {
      passed(
          name,
          "the checkpoint over "
              + log.size()
              + " records is one of this log, which has "
              + verdict.size());
    } else {
      failed(name, verdict.problem().orElse("does not verify"));
    }
  }

  /// The log with the same origin: first line of its checkpoint.
  private static boolean isOf(Manifest.Log log, Path path) {
    try {
      return Files.readString(path.resolve("checkpoint")).startsWith(log.origin() + "\n");
    } catch (IOException e) {
      return false;
    }
  }

  /// Checked with the key of the manifest: a log written anew under another key must not pass.
  private static AuditVerdict verdict(Path path, Manifest.Log log) {
    try {
      Path folder = Files.createTempDirectory("watchword-report");
      Path checkpoint = folder.resolve("checkpoint");
      Path vkey = folder.resolve("vkey");
      try {
        Files.writeString(checkpoint, log.checkpoint());
        Files.writeString(vkey, log.vkey() + "\n");
        return AuditVerifier.verify(path, Optional.of(vkey), Optional.of(checkpoint));
      } finally {
        Files.deleteIfExists(checkpoint);
        Files.deleteIfExists(vkey);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder for a checkpoint", e);
    }
  }

  private void passed(String name, String detail) {
    checks.add(new Check(name, Outcome.OK, detail));
  }

  private void failed(String name, String detail) {
    checks.add(new Check(name, Outcome.FAILED, detail));
  }
}
