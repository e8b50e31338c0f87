package io.watchword.compliance.measure;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.ProcessRecord.Heartbeat;
import io.watchword.api.record.ProcessRecord.ProcessStart;
import io.watchword.api.record.ProcessRecord.ProcessStop;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.evidence.Period;
import io.watchword.compliance.evidence.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one log tells of its own completeness in a period. Every kind of gap is one exception.
final class SourceCompleteness {

  /// Three heartbeats: longer than that without a record means that nobody was there to write one.
  static final Duration SILENCE = Duration.ofSeconds(30);

  private final LogEvidence log;
  private final Period period;
  private final List<ReportedException> gaps = new ArrayList<>();
  private long first = -1;
  private long last = -1;
  private long records;
  private long runs;
  private long dropped;
  private long silences;
  private long crashes;

  // The run that the record at hand belongs to.
  private boolean inRun;
  private boolean runSeenFromStart;
  private long runPosition;
  private long droppedBefore;
  private @Nullable Sighting<AuditRecord> previous;

  // The last record before the end of the period, and whether its run went on after it.
  private @Nullable Sighting<AuditRecord> tail;
  private boolean tailInRun;

  private SourceCompleteness(LogEvidence log, Period period) {
    this.log = log;
    this.period = period;
  }

  static SourceCompleteness of(LogEvidence log, Period period) {
    SourceCompleteness completeness = new SourceCompleteness(log, period);
    log.problem()
        .ifPresent(
            problem ->
                completeness.gap(log.source(), "", "the log can not be relied on: " + problem));
    log.records().forEach(completeness::read);
    completeness.end();
    return completeness;
  }

  LogEvidence log() {
    return log;
  }

  List<ReportedException> gaps() {
    return gaps;
  }

  List<String> row() {
    return List.of(
        log.source(),
        log.role(),
        first < 0 ? "" : Long.toString(first),
        last < 0 ? "" : Long.toString(last),
        Long.toString(records),
        Long.toString(runs),
        Long.toString(crashes),
        Long.toString(dropped),
        Long.toString(silences),
        gaps.isEmpty() ? "complete" : "gaps");
  }

  private void read(Sighting<AuditRecord> sighting) {
    boolean counts = period.contains(sighting.time());
    Sighting<AuditRecord> before = previous;
    if (before != null && sighting.index() != before.index() + 1) {
      missing(before, sighting, counts);
    }
    if (sighting.record() instanceof ProcessStart) {
      start(sighting, counts);
    } else if (inRun && before != null) {
      silence(before.time(), sighting.time(), before.place(), counts);
    }
    if (sighting.record() instanceof Heartbeat heartbeat) {
      heartbeat(sighting, heartbeat, counts);
    }
    inRun = !(sighting.record() instanceof ProcessStop);
    runPosition++;
    previous = sighting;
    if (sighting.time().isBefore(period.to())) {
      tail = sighting;
      tailInRun = inRun;
    }
    if (counts) {
      first = first < 0 ? sighting.index() : first;
      last = sighting.index();
      records++;
    }
  }

  private void missing(
      Sighting<AuditRecord> before, Sighting<AuditRecord> sighting, boolean counts) {
    // What the heartbeats of this run say can not be compared any more.
    runSeenFromStart = false;
    if (counts) {
      gap(
          sighting.place(),
          sighting.time().toString(),
          "records " + (before.index() + 1) + " to " + (sighting.index() - 1) + " are missing");
    }
  }

  private void start(Sighting<AuditRecord> sighting, boolean counts) {
    if (counts) {
      runs++;
      if (inRun) {
        crashes++;
        gap(
            sighting.place(),
            sighting.time().toString(),
            "the run before this one ended without `process-stop`: what it had not written is"
                + " lost");
      }
    }
    runSeenFromStart = true;
    runPosition = 0;
    droppedBefore = 0;
  }

  private void heartbeat(Sighting<AuditRecord> sighting, Heartbeat heartbeat, boolean counts) {
    long more = heartbeat.dropped() - droppedBefore;
    droppedBefore = heartbeat.dropped();
    if (!counts) {
      return;
    }
    if (more > 0) {
      dropped += more;
      gap(
          sighting.place(),
          sighting.time().toString(),
          more + " records were dropped because the queue was full");
    }
    if (runSeenFromStart && heartbeat.written() != runPosition) {
      gap(
          sighting.place(),
          sighting.time().toString(),
          "the source says that it wrote "
              + heartbeat.written()
              + " records in this run, the log holds "
              + runPosition);
    }
  }

  private void silence(Instant from, Instant to, String place, boolean counts) {
    if (counts && Duration.between(from, to).compareTo(SILENCE) > 0) {
      silences++;
      gap(
          place,
          from.toString(),
          "no record for " + Duration.between(from, to).toSeconds() + " s, not even a heartbeat");
    }
  }

  private void end() {
    if (tail == null) {
      if (log.isIntact()) {
        gap(log.source(), "", "the log holds no record before the end of the period");
      }
      return;
    }
    if (tailInRun) {
      silence(tail.time(), period.to(), tail.place(), true);
    }
  }

  private void gap(String place, String time, String what) {
    gaps.add(new ReportedException(place, time, what));
  }
}
