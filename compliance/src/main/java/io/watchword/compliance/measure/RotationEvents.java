package io.watchword.compliance.measure;

import io.watchword.api.record.CaRecord.AdminCall;
import io.watchword.api.record.CaRecord.Rotation;
import io.watchword.compliance.evidence.Evidence;
import io.watchword.compliance.evidence.Sighting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// E06: rotations of trust roots: states, gates, operators, and how they ended.
final class RotationEvents {

  static final MeasureDefinition DEFINITION =
      new MeasureDefinition(
          "E06",
          "Root rotations",
          "Rotations of the trust root that passed all three gates (everyone trusts the new root;"
              + " nobody uses the old one; nobody trusts the old one) without leaving anyone out"
              + " and were finished, out of all rotations that took a step in the period.",
          "rotations finished through all gates",
          "rotations with a step in the period",
          SourceClass.SELF_REPORTED,
          List.of("rotation", "admin-call"),
          Set.of("ca"),
          List.of(
              "Whether a copy of the old key exists elsewhere.",
              "Trust stores inside applications, and of anyone who does not report to the mesh."));

  private RotationEvents() {}

  static Measure of(Evidence evidence) {
    Map<String, List<Sighting<Rotation>>> touched = touched(evidence);
    List<ReportedException> exceptions = new ArrayList<>();
    List<List<String>> summary = new ArrayList<>();
    List<List<String>> steps = new ArrayList<>();
    long finished = 0;
    for (Map.Entry<String, List<Sighting<Rotation>>> entry : touched.entrySet()) {
      RotationDossier dossier = new RotationDossier(entry.getKey(), entry.getValue());
      summary.add(dossier.row());
      entry.getValue().forEach(step -> steps.add(stepRow(step)));
      List<ReportedException> against = dossier.exceptions();
      exceptions.addAll(against);
      finished += against.isEmpty() ? 1 : 0;
    }
    return new Measure(
        DEFINITION,
        Measure.statusOf(touched.size(), exceptions),
        finished,
        touched.size(),
        finished + " of " + touched.size() + " rotations were finished through all gates",
        exceptions,
        List.of(
            MeasureTable.of("Rotations", RotationDossier.COLUMNS, summary),
            MeasureTable.of(
                "Steps",
                List.of("Rotation", "State", "Since", "Bundle", "Operator", "Without", "Reason"),
                steps),
            MeasureTable.of(
                "Calls of operators",
                List.of("Time", "Call", "Operator", "Target", "Result"),
                calls(evidence))));
  }

  /// All steps, also those before the period, of the rotations that took one in it.
  private static Map<String, List<Sighting<Rotation>>> touched(Evidence evidence) {
    Map<String, List<Sighting<Rotation>>> touched = new LinkedHashMap<>();
    evidence
        .during(Rotation.class)
        .forEach(step -> touched.putIfAbsent(step.record().rotation(), new ArrayList<>()));
    evidence
        .until(Rotation.class)
        .forEach(
            step -> {
              List<Sighting<Rotation>> steps = touched.get(step.record().rotation());
              if (steps != null) {
                steps.add(step);
              }
            });
    return touched;
  }

  private static List<String> stepRow(Sighting<Rotation> step) {
    Rotation rotation = step.record();
    return List.of(
        rotation.rotation(),
        rotation.state(),
        step.time().toString(),
        Long.toString(rotation.bundleSequence()),
        rotation.operator(),
        rotation.without(),
        rotation.reason());
  }

  private static List<List<String>> calls(Evidence evidence) {
    return evidence.during(AdminCall.class).stream()
        .filter(call -> call.record().method().toLowerCase(Locale.ROOT).contains("root"))
        // Asking how it stands is no deed.
        .filter(call -> !call.record().method().matches(".*(Get|List|Watch|Status).*"))
        .map(
            call ->
                List.of(
                    call.time().toString(),
                    call.record().method(),
                    call.record().operator(),
                    call.record().target(),
                    call.record().result()))
        .toList();
  }
}
