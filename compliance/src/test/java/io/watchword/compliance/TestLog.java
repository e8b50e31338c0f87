package io.watchword.compliance;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.ProcessRecord.Heartbeat;
import io.watchword.api.record.ProcessRecord.ProcessStart;
import io.watchword.api.record.ProcessRecord.ProcessStop;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.evidence.Period;
import io.watchword.compliance.evidence.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A log in memory, written step by step.
public final class TestLog {

  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final String source;
  private final String role;
  private final List<Sighting<AuditRecord>> records = new ArrayList<>();
  private Instant now = START;
  private long index;
  private Optional<String> problem = Optional.empty();

  private TestLog(String source, String role) {
    this.source = source;
    this.role = role;
  }

  /// A log named `<role>-1` that holds nothing.
  public static TestLog empty(String role) {
    return new TestLog(role + "-1", role);
  }

  /// A log named `<role>-1` of a process that has just started.
  public static TestLog of(String role) {
    return empty(role).start();
  }

  public TestLog start() {
    return with(new ProcessStart(source, role, "example.org", 7, Map.of()));
  }

  public TestLog with(AuditRecord record) {
    records.add(new Sighting<>(source, index++, now, record));
    return this;
  }

  public TestLog times(int count, AuditRecord record) {
    for (int i = 0; i < count; i++) {
      with(record);
    }
    return this;
  }

  public TestLog later(Duration by) {
    now = now.plus(by);
    return this;
  }

  public TestLog heartbeat(long written, long dropped) {
    return with(new Heartbeat(source, written, dropped));
  }

  public TestLog stop() {
    return with(new ProcessStop(source, "orderly"));
  }

  public TestLog losing(long count) {
    index += count;
    return this;
  }

  public TestLog broken(String why) {
    problem = Optional.of(why);
    records.clear();
    return this;
  }

  public LogEvidence evidence() {
    return new LogEvidence(
        source,
        role,
        "example.org",
        "watchword/example.org/" + source,
        "key",
        "watchword/example.org/" + source + "\n" + index + "\nroot\n",
        index,
        "root",
        problem,
        records);
  }

  /// The evidence of `logs` for a minute from [#START].
  public static Evidence minute(TestLog... logs) {
    return evidence(new Period(START, START.plusSeconds(60)), logs);
  }

  public static Evidence evidence(Period period, TestLog... logs) {
    return new Evidence(period, List.of(logs).stream().map(TestLog::evidence).toList());
  }
}
