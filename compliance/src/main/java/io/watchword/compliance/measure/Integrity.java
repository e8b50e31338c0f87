package io.watchword.compliance.measure;

import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.LogEvidence;
import java.util.List;
import java.util.Set;

/// E11: whether the logs are what their keys signed, and grew from what the last report saw.
final class Integrity {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E11",
          "Integrity of the audit logs",
          "Logs whose record hashes, Merkle tree and checkpoint signature are right, and which"
              + " contain the checkpoint of the previous report where one was given, out of all"
              + " logs. Computed anew for this report from every record.",
          "logs that verify",
          "logs",
          SourceClass.DERIVED,
          List.of("checkpoint", "every record"),
          Set.of(),
          List.of(
              "The moment between writing a record and signing a checkpoint over it.",
              "A log rewritten as a whole by whoever holds its key, unless someone kept an older"
                  + " checkpoint: no witness cosigns these logs.",
              "Whether a record was true when it was written."));

  private Integrity() {}

  static Measure of(Evidence evidence) {
    List<ReportedException> exceptions =
        evidence.logs().stream()
            .flatMap(log -> log.problem().map(problem -> exception(log, problem)).stream())
            .toList();
    long logs = evidence.logs().size();
    long intact = logs - exceptions.size();
    return new Measure(
        DEFINITION,
        Measure.statusOf(logs, exceptions),
        intact,
        logs,
        intact + " of " + logs + " logs verify",
        exceptions,
        List.of(
            MeasureTable.of(
                "Checkpoints",
                List.of("Log", "Origin", "Records", "Merkle root", "Result"),
                evidence.logs().stream()
                    .map(
                        log ->
                            List.of(
                                log.source(),
                                log.origin(),
                                Long.toString(log.size()),
                                log.rootHash(),
                                log.isIntact() ? "verified" : "does not verify"))
                    .toList())));
  }

  private static ReportedException exception(LogEvidence log, String problem) {
    return new ReportedException(log.source(), "", problem);
  }
}
