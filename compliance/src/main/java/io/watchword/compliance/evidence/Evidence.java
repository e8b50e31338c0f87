package io.watchword.compliance.evidence;

import io.watchword.api.record.AuditRecord;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a report is computed from: several logs and a period. Nothing else goes into the numbers.
///
/// @param logs sorted by source, so that the order of folders on the command line changes nothing
public record Evidence(Period period, List<LogEvidence> logs) {

  public Evidence {
    logs = logs.stream().sorted(Comparator.comparing(LogEvidence::source)).toList();
  }

  /// Records of `type` in the period, by time and then by place.
  public <R extends AuditRecord> List<Sighting<R>> during(Class<R> type) {
    return sightings(type, sighting -> period.contains(sighting.time()));
  }

  /// Records of `type` before the end of the period, also those from before its start: what was in
  /// force is known only from them.
  public <R extends AuditRecord> List<Sighting<R>> until(Class<R> type) {
    return sightings(type, sighting -> sighting.time().isBefore(period.to()));
  }

  /// Number of records in the period.
  public long size() {
    return logs.stream()
        .flatMap(log -> log.records().stream())
        .filter(sighting -> period.contains(sighting.time()))
        .count();
  }

  /// The trust domain that the logs are of; empty where they do not say, both names where they
  /// disagree.
  public String trustDomain() {
    return String.join(
        ", ",
        logs.stream()
            .map(LogEvidence::trustDomain)
            .filter(name -> !name.isEmpty())
            .distinct()
            .sorted()
            .toList());
  }

  private <R extends AuditRecord> List<Sighting<R>> sightings(
      Class<R> type, Predicate<Sighting<AuditRecord>> wanted) {
    return logs.stream()
        .flatMap(log -> log.records().stream())
        .filter(wanted)
        .flatMap(sighting -> narrow(sighting, type))
        .sorted(
            Comparator.comparing((Sighting<R> sighting) -> sighting.time())
                .thenComparing(Sighting::source)
                .thenComparing(Sighting::index))
        .toList();
  }

  private static <R extends AuditRecord> Stream<Sighting<R>> narrow(
      Sighting<AuditRecord> sighting, Class<R> type) {
    return type.isInstance(sighting.record())
        ? Stream.of(
            new Sighting<>(
                sighting.source(), sighting.index(), sighting.time(), type.cast(sighting.record())))
        : Stream.empty();
  }
}
