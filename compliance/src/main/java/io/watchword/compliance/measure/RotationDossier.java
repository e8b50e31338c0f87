package io.watchword.compliance.measure;

import io.watchword.api.record.CaRecord.Rotation;
import io.watchword.compliance.evidence.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// One rotation, read from its steps.
final class RotationDossier {

  static final List<String> COLUMNS =
      List.of(
          "Rotation",
          "Old root",
          "New root",
          "Begun",
          "Both trusted for",
          "Gates passed",
          "Operators",
          "Without",
          "Outcome");

  /// State that stands after a gate, with the gate's name and the state that must come before.
  private static final Map<String, Gate> GATES = gates();

  private final String id;
  private final List<Sighting<Rotation>> steps;
  private final Map<String, Instant> since = new LinkedHashMap<>();

  RotationDossier(String id, List<Sighting<Rotation>> steps) {
    this.id = id;
    this.steps = steps;
    steps.forEach(step -> since.putIfAbsent(step.record().state(), step.time()));
  }

  List<String> row() {
    Rotation first = steps.getFirst().record();
    return List.of(
        id,
        first.oldRootSha256(),
        newRoot(),
        steps.getFirst().time().toString(),
        overlap().map(RotationDossier::seconds).orElse(""),
        gatesPassed(),
        operators(),
        String.join(", ", without()),
        outcome());
  }

  /// What speaks against this rotation: empty only for one that is finished.
  List<ReportedException> exceptions() {
    List<ReportedException> against = new ArrayList<>();
    for (Sighting<Rotation> step : steps) {
      if (!step.record().without().isEmpty()) {
        against.add(
            new ReportedException(
                step.place(),
                step.time().toString(),
                "rotation `"
                    + id
                    + "` went on without `"
                    + step.record().without()
                    + "`: "
                    + step.record().reason()));
      }
    }
    GATES.forEach(
        (state, gate) -> {
          if (since.containsKey(state) && !since.containsKey(gate.after())) {
            against.add(
                new ReportedException(
                    id, "", "gate " + gate.name() + " was passed without `" + gate.after() + "`"));
          }
        });
    if (!outcome().equals("DONE")) {
      Sighting<Rotation> last = steps.getLast();
      against.add(
          new ReportedException(
              last.place(),
              last.time().toString(),
              "rotation `" + id + "` stands at `" + outcome() + "` at the end of the period"));
    } else if (!since.keySet().containsAll(GATES.keySet())) {
      against.add(
          new ReportedException(id, "", "rotation `" + id + "` is done without all of its gates"));
    }
    return against;
  }

  private String newRoot() {
    return steps.reversed().stream()
        .map(step -> step.record().newRootSha256())
        .filter(root -> !root.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// How long both roots were trusted.
  private Optional<Duration> overlap() {
    Optional<Instant> published = Optional.ofNullable(since.get("TRUST_PUBLISHED"));
    Optional<Instant> distrusted = Optional.ofNullable(since.get("OLD_DISTRUSTED"));
    return published.flatMap(from -> distrusted.map(to -> Duration.between(from, to)));
  }

  private String gatesPassed() {
    return String.join(
        ", ",
        GATES.entrySet().stream()
            .filter(gate -> since.containsKey(gate.getKey()))
            .map(gate -> gate.getValue().name())
            .toList());
  }

  private String operators() {
    TreeSet<String> operators = new TreeSet<>();
    steps.forEach(step -> operators.add(step.record().operator()));
    operators.remove("");
    return String.join(", ", operators);
  }

  private TreeSet<String> without() {
    TreeSet<String> without = new TreeSet<>();
    steps.forEach(step -> without.add(step.record().without()));
    without.remove("");
    return without;
  }

  private String outcome() {
    return steps.getLast().record().state();
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds()
        + "."
        + String.format(Locale.ROOT, "%03d", duration.toMillisPart())
        + " s";
  }

  private static Map<String, Gate> gates() {
    Map<String, Gate> gates = new LinkedHashMap<>();
    gates.put("TRUST_CONFIRMED", new Gate("G1", "TRUST_PUBLISHED"));
    gates.put("OLD_UNUSED", new Gate("G2", "LEAVES_REISSUED"));
    gates.put("DISTRUST_CONFIRMED", new Gate("G3", "OLD_DISTRUSTED"));
    return gates;
  }

  private record Gate(String name, String after) {}
}
