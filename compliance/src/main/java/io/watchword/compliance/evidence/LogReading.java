package io.watchword.compliance.evidence;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.ProcessRecord.ProcessStart;
import io.watchword.platform.audit.AuditEntry;
import io.watchword.platform.audit.AuditLogReader;
import io.watchword.platform.audit.AuditLogRefusedException;
import io.watchword.platform.audit.AuditVerdict;
import io.watchword.platform.audit.AuditVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads one log, which may be growing meanwhile: what counts is the checkpoint that stands there
/// at the start, and that checkpoint is then proved to belong to the log.
final class LogReading {

  private final Path folder;
  private final List<Instant> times = new ArrayList<>();

  LogReading(Path folder) {
    this.folder = folder;
  }

  /// Times of the first and the last record that could be read, also of a log that does not verify.
  List<Instant> times() {
    return times;
  }

  /// @param earlier by origin, the checkpoints that the log must contain
  LogEvidence read(Map<String, String> earlier) {
    String note = text("checkpoint");
    CheckpointText checkpoint = CheckpointText.of(note);
    String name = checkpoint.source().isEmpty() ? folderName() : checkpoint.source();
    Optional<String> problem =
        problem(note)
            .or(() -> Optional.ofNullable(earlier.get(checkpoint.origin())).flatMap(this::problem));
    List<Sighting<AuditRecord>> records = new ArrayList<>();
    try (Stream<AuditEntry> entries = AuditLogReader.read(folder)) {
      entries.limit(checkpoint.size()).forEach(entry -> records.add(sighting(name, entry)));
    } catch (AuditLogRefusedException e) {
      problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
    }
    // Where the folder lies is no property of the log, and no business of the report's readers.
    problem = problem.map(text -> text.replace(folder + "/", ""));
    if (!records.isEmpty()) {
      times.add(records.getFirst().time());
      times.add(records.getLast().time());
    }
    return problem.isPresent()
        ? evidence(name, CheckpointText.NONE, checkpoint.trustDomain(), note, problem, List.of())
        : evidence(name, checkpoint, checkpoint.trustDomain(), note, problem, records);
  }

  private LogEvidence evidence(
      String name,
      CheckpointText trusted,
      String trustDomain,
      String note,
      Optional<String> problem,
      List<Sighting<AuditRecord>> records) {
    return new LogEvidence(
        name,
        role(records),
        trustDomain,
        trusted.origin(),
        text("vkey").strip(),
        note,
        trusted.size(),
        trusted.rootHash(),
        problem,
        records);
  }

  private static String role(List<Sighting<AuditRecord>> records) {
    for (Sighting<AuditRecord> sighting : records) {
      if (sighting.record() instanceof ProcessStart start) {
        return start.role();
      }
    }
    return "";
  }

  private static Sighting<AuditRecord> sighting(String source, AuditEntry entry) {
    return new Sighting<>(source, entry.index(), entry.time(), entry.record());
  }

  /// What is wrong with the log, checked whole and against `note`, a checkpoint of it.
  private Optional<String> problem(String note) {
    if (note.isEmpty()) {
      return Optional.of("there is no checkpoint in the folder");
    }
    try {
      Path file = Files.createTempFile("watchword-checkpoint", "");
      try {
        Files.writeString(file, note);
        AuditVerdict verdict = AuditVerifier.verify(folder, Optional.empty(), Optional.of(file));
        return verdict.valid()
            ? Optional.empty()
            : verdict.problem().or(() -> Optional.of("it does not verify"));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary file for a checkpoint", e);
    }
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      // Not there or not readable: the verifier says so.
      return "";
    }
  }

  private String folderName() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }
}
