package io.watchword.compliance.report;

import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.measure.Measure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the manifest of a report.
final class ManifestWriting {

  private ManifestWriting() {}

  static Manifest of(ReportContents contents, Optional<Path> previous, Map<String, byte[]> files) {
    return new Manifest(
        Manifest.FORMAT,
        "watchword",
        contents.toolVersion(),
        contents.evidence().trustDomain(),
        contents.evidence().period().from().toString(),
        contents.evidence().period().to().toString(),
        contents.evidence().size(),
        new Manifest.Mapping(
            contents.mapping().catalog(), contents.mapping().version(), contents.mapping().date()),
        previous.map(ManifestWriting::digest),
        files.entrySet().stream()
            .map(
                file ->
                    new Manifest.File(
                        file.getKey(), Sha256.hex(file.getValue()), file.getValue().length))
            .toList(),
        contents.evidence().logs().stream().map(ManifestWriting::log).toList(),
        contents.measures().all().stream().map(ManifestWriting::measure).toList(),
        objectives(contents.objectives()));
  }

  private static Manifest.Log log(LogEvidence log) {
    return new Manifest.Log(
        log.source(),
        log.role(),
        log.origin(),
        log.size(),
        log.rootHash(),
        log.vkey(),
        log.checkpoint(),
        log.isIntact(),
        log.problem().orElse(""));
  }

  private static Manifest.Result measure(Measure measure) {
    return new Manifest.Result(
        measure.id(), measure.status().words(), measure.numerator(), measure.denominator());
  }

  private static List<Manifest.Outcome> objectives(List<AssessedObjective> objectives) {
    return objectives.stream()
        .map(assessed -> new Manifest.Outcome(assessed.objective().id(), assessed.status().words()))
        .toList();
  }

  private static String digest(Path folder) {
    try {
      return Sha256.hex(Files.readAllBytes(folder.resolve(Manifest.NAME)));
    } catch (IOException e) {
      throw new UncheckedIOException("the previous report went away", e);
    }
  }
}
