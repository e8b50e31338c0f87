package io.watchword.compliance.evidence;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads and verifies the logs of a report. A log that does not verify becomes evidence of just
/// that; only a request that makes no sense is refused.
public final class EvidenceReader {

  private EvidenceReader() {}

  /// Reads what `request` names.
  ///
  /// @throws InvalidInputException `compliance/no-logs`, `compliance/log-twice`,
  ///   `compliance/no-period`, `compliance/period`
  public static Evidence read(EvidenceRequest request) {
    if (request.logs().isEmpty()) {
      throw refused(
          "compliance/no-logs",
          "there is no audit log to report on",
          "name the folders of the logs, or a running mesh with `--dir`");
    }
    List<LogEvidence> logs = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path folder : request.logs()) {
      LogReading reading = new LogReading(folder);
      LogEvidence log = reading.read(request.earlierCheckpoints());
      if (!names.add(log.source())) {
        throw refused(
            "compliance/log-twice",
            "two of the logs are named `" + log.source() + "`",
            "name each log once, and the logs of one mesh only");
      }
      logs.add(log);
      times.addAll(reading.times());
    }
    request.earlierCheckpoints().keySet().stream()
        .filter(origin -> !names.contains(CheckpointText.sourceOf(origin)))
        .forEach(origin -> logs.add(withheld(origin)));
    return new Evidence(period(request, times), logs);
  }

  /// A log that the report before had: leaving it out must not make a report better.
  private static LogEvidence withheld(String origin) {
    return new LogEvidence(
        CheckpointText.sourceOf(origin),
        "",
        "",
        "",
        "",
        "",
        0,
        "",
        Optional.of("it was in the previous report and was not given to this one"),
        List.of());
  }

  private static Period period(EvidenceRequest request, List<Instant> times) {
    Instant from = request.from().or(() -> times.stream().min(Instant::compareTo)).orElse(null);
    Instant to = request.to().or(() -> newest(times)).orElse(null);
    if (from == null || to == null) {
      throw refused(
          "compliance/no-period",
          "the logs hold no record that tells which period this is about",
          "give the period with `--from` and `--to`");
    }
    if (request.from().isEmpty()) {
      from = from.truncatedTo(ChronoUnit.SECONDS);
    }
    if (!from.isBefore(to)) {
      throw refused(
          "compliance/period",
          "the period from `"
              + from
              + "` to `"
              + to
              + "` is empty (expected: an end after the start)",
          "times are UTC, such as 2026-11-24T00:00:00Z; without `--from` and `--to` the report"
              + " covers all of the logs");
    }
    return new Period(from, to);
  }

  private static Optional<Instant> newest(List<Instant> times) {
    return times.stream()
        .max(Instant::compareTo)
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofSeconds(1)));
  }

  private static InvalidInputException refused(String code, String message, String help) {
    return new InvalidInputException(Diagnostic.error(code, message).withHelp(help));
  }
}
