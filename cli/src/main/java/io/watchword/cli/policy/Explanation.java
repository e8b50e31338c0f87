package io.watchword.cli.policy;

import io.watchword.api.record.TrafficRecord;
import io.watchword.platform.audit.AuditEntry;
import io.watchword.platform.audit.AuditLogReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A decision that was made, from the record of it.
///
/// @param rule `file:line` of the rule that decided; empty where no rule did
public record Explanation(
    String decisionId,
    boolean allowed,
    String kind,
    String layer,
    String rule,
    String ruleId,
    String reason,
    String nearestChange,
    String source,
    String destination,
    String policyDigest,
    Map<String, String> facts) {

  /// The explanation of a denial.
  public static Explanation of(TrafficRecord.Denial denial) {
    return new Explanation(
        denial.decisionId(),
        false,
        denial.kind(),
        denial.layer(),
        denial.rule(),
        denial.ruleId(),
        denial.reason(),
        denial.nearestChange(),
        denial.source(),
        denial.destination(),
        denial.policyDigest(),
        new TreeMap<>(denial.facts()));
  }

  Explanation withNearestChange(String change) {
    return new Explanation(
        decisionId,
        allowed,
        kind,
        layer,
        rule,
        ruleId,
        reason,
        change,
        source,
        destination,
        policyDigest,
        facts);
  }

  /// Looks for a decision in audit logs; each is verified as it is read.
  static Optional<Explanation> find(List<Path> logs, String decisionId) {
    return logs.stream().flatMap(log -> find(log, decisionId).stream()).findFirst();
  }

  private static Optional<Explanation> find(Path log, String decisionId) {
    try (Stream<AuditEntry> entries = AuditLogReader.read(log)) {
      return entries
          .map(AuditEntry::record)
          .filter(TrafficRecord.Denial.class::isInstance)
          .map(TrafficRecord.Denial.class::cast)
          .filter(denial -> denial.decisionId().equals(decisionId))
          .map(Explanation::of)
          .findFirst();
    }
  }

  void write(PrintStream out) {
    out.println("Decision     " + decisionId + " (" + kind + ")");
    out.println("Denied       " + source + " -> " + destination);
    out.println("Because      " + reason);
    out.println(
        "Rule         " + (rule.isEmpty() ? "none: the default decided" : rule + "  " + ruleId));
    out.println("Layer        " + layer);
    if (!nearestChange.isEmpty()) {
      out.println("To allow it  " + nearestChange);
    }
    out.println("Policy       " + policyDigest);
    facts.forEach((name, value) -> out.println("  " + name + " = " + value));
  }
}
