package io.watchword.compliance.measure;

import io.watchword.api.record.PolicyRecord.PolicyInventory;
import io.watchword.api.record.PolicyRecord.Rule;
import io.watchword.api.record.TrafficRecord.Allowed;
import io.watchword.api.record.TrafficRecord.Denial;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.Sighting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// E09: what was allowed and denied by which rule, and which rules nobody needed.
final class Decisions {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E09",
          "Authorization decisions",
          "Decisions that a rule or the stated default made, out of all decisions. An allowed"
              + " decision without a rule and a decision whose evaluation failed are exceptions; a"
              + " denial is not.",
          "decisions made by a rule or by the default to deny",
          "decisions",
          SourceClass.OBSERVED,
          List.of("allowed", "denial", "policy-inventory"),
          Set.of("proxy", "authz"),
          List.of(
              "Whether a policy is right.",
              "Access inside an application, and to anything that is not behind a proxy.",
              "Which rules of another bundle than the last one in the period were never used."));

  private Decisions() {}

  static Measure of(Evidence evidence) {
    Tally tally = new Tally();
    evidence.during(Allowed.class).forEach(tally::allowed);
    evidence.during(Denial.class).forEach(tally::denied);
    Map<String, RuleInForce> rules = rulesInForce(evidence);
    long grants = rules.values().stream().filter(RuleInForce::isGrant).count();
    long grantsUsed =
        rules.values().stream().filter(RuleInForce::isGrant).filter(tally::isUsed).count();
    return new Measure(
        DEFINITION,
        Measure.statusOf(tally.decisions, tally.exceptions),
        tally.attributed,
        tally.decisions,
        tally.allows
            + " allowed, "
            + tally.denials
            + " denied; "
            + grantsUsed
            + " of "
            + grants
            + " allow rules in force were used",
        tally.exceptions,
        List.of(
            MeasureTable.of(
                    "Decisions by rule",
                    List.of("Decision", "Layer", "Rule", "Location", "Decisions"),
                    tally.byRule.rows())
                .drawing(4),
            MeasureTable.of(
                "Decisions by flow",
                List.of("Source", "Destination", "Kind", "Decision", "Decisions"),
                tally.byFlow.rows()),
            MeasureTable.of(
                "Rules never used in the period",
                List.of("Rule", "Layer", "Location"),
                rules.values().stream()
                    .filter(rule -> !tally.isUsed(rule))
                    .map(rule -> List.of(rule.id(), rule.layer(), rule.location()))
                    .toList())));
  }

  /// The rules of the last inventory before the end of the period.
  private static Map<String, RuleInForce> rulesInForce(Evidence evidence) {
    Map<String, RuleInForce> rules = new TreeMap<>();
    List<Sighting<PolicyInventory>> inventories = evidence.until(PolicyInventory.class);
    if (!inventories.isEmpty()) {
      for (Rule rule : inventories.getLast().record().rules()) {
        rules.put(
            rule.ruleId() + '\n' + rule.location(),
            new RuleInForce(rule.ruleId(), rule.layer(), rule.location()));
      }
    }
    return rules;
  }

  private record RuleInForce(String id, String layer, String location) {
    boolean isGrant() {
      return layer.equals("allow");
    }
  }

  /// Counts as the records go by.
  private static final class Tally {
    private final Histogram byRule = new Histogram();
    private final Histogram byFlow = new Histogram();
    private final Set<String> used = new HashSet<>();
    private final List<ReportedException> exceptions = new ArrayList<>();
    private long decisions;
    private long attributed;
    private long allows;
    private long denials;

    void allowed(Sighting<Allowed> sighting) {
      Allowed allowed = sighting.record();
      decisions += allowed.count();
      allows += allowed.count();
      used.add(allowed.ruleId());
      used.add(allowed.rule());
      boolean named = !allowed.ruleId().isEmpty() || !allowed.rule().isEmpty();
      byRule.add(
          allowed.count(),
          "allowed",
          named ? "allow" : "default",
          allowed.ruleId(),
          allowed.rule());
      byFlow.add(
          allowed.count(), allowed.source(), allowed.destination(), allowed.kind(), "allowed");
      if (named) {
        attributed += allowed.count();
      } else {
        exceptions.add(
            exception(
                sighting,
                allowed.count()
                    + " decisions to allow `"
                    + allowed.source()
                    + "` to `"
                    + allowed.destination()
                    + "` name no rule"));
      }
    }

    void denied(Sighting<Denial> sighting) {
      Denial denial = sighting.record();
      decisions++;
      denials++;
      used.add(denial.ruleId());
      used.add(denial.rule());
      byRule.add("denied", denial.layer(), denial.ruleId(), denial.rule());
      byFlow.add(denial.source(), denial.destination(), denial.kind(), "denied");
      if (denial.layer().equals("failed")) {
        exceptions.add(
            exception(
                sighting,
                "the evaluation of decision `"
                    + denial.decisionId()
                    + "` failed, which denied it: "
                    + denial.reason()));
      } else {
        attributed++;
      }
    }

    boolean isUsed(RuleInForce rule) {
      return rule.id().isEmpty() ? used.contains(rule.location()) : used.contains(rule.id());
    }

    private static ReportedException exception(Sighting<?> sighting, String what) {
      return new ReportedException(sighting.place(), sighting.time().toString(), what);
    }
  }
}
