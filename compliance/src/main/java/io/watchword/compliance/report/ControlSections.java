package io.watchword.compliance.report;

import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.html.Html;
import java.util.List;
import java.util.Locale;

/// Two sections by control: what was found, and what stays with whoever runs the mesh.
final class ControlSections {

  private ControlSections() {}

  /// Each objective with its status, the numbers it rests on and why it is not met.
  static Html matrix(ReportContents contents) {
    return Sections.section(
        "controls",
        "Control matrix",
        Sections.soft(
            "Met means: measured, nothing spoke against it, and none of the logs it rests on has a"
                + " gap. Coverage says how much of the objective a mesh can measure. The method is"
                + " TEST: computed from records."),
        Sections.table(
            "Objectives",
            List.of("Control", "Objective", "Status", "Coverage", "What the mesh shows", "Numbers"),
            contents.objectives().stream().map(ControlSections::row).toList()));
  }

  private static List<Html> row(AssessedObjective assessed) {
    return List.of(
        Html.text(
            assessed.control().id().toUpperCase(Locale.ROOT) + " " + assessed.control().title()),
        Sections.code(assessed.objective().id()),
        Sections.chip(assessed.status()),
        Html.text(assessed.objective().coverage().name().toLowerCase(Locale.ROOT)),
        Html.all(
            Html.text(assessed.objective().says()),
            Html.all(assessed.reasons().stream().map(Sections::soft).toList())),
        Html.all(
            assessed.measures().stream()
                .map(
                    measure ->
                        Html.tag(
                            "p",
                            Html.tag("a", measure.id()).with("href", "#" + measure.id()),
                            Html.text(" " + measure.value())))
                .toList()));
  }

  /// What no measure of ours replaces.
  static Html responsibility(ReportContents contents) {
    return Sections.section(
        "responsibility",
        "What stays with the organization",
        Sections.table(
            "Responsibility",
            List.of("Control", "Title", "With the organization, whatever the mesh measures"),
            contents.mapping().controls().stream()
                .map(
                    control ->
                        List.of(
                            Sections.code(control.id()),
                            Html.text(control.title()),
                            Html.text(control.customer())))
                .toList()));
  }
}
