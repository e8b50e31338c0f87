package io.watchword.compliance.report;

import io.watchword.compliance.html.Html;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.ReportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Sections by measure: exceptions, changes, and a card for each with all that stands behind it.
final class MeasureSections {

  private static final int MAX_EXCEPTIONS = 200;
  private static final int MAX_ROWS = 100;

  private MeasureSections() {}

  /// All exceptions of all measures.
  static Html exceptions(ReportContents contents) {
    List<List<Html>> rows =
        contents.measures().all().stream()
            .flatMap(
                measure ->
                    measure.exceptions().stream()
                        .limit(MAX_EXCEPTIONS)
                        .map(exception -> row(measure, exception)))
            .toList();
    List<Html> cut =
        contents.measures().all().stream()
            .filter(measure -> measure.exceptions().size() > MAX_EXCEPTIONS)
            .map(
                measure ->
                    Sections.soft(
                        measure.id()
                            + ": the first "
                            + MAX_EXCEPTIONS
                            + " of "
                            + measure.exceptions().size()
                            + "."))
            .toList();
    return Sections.section(
        "exceptions",
        "Exceptions",
        Sections.table("Exceptions", List.of("Measure", "Record", "Time", "What"), rows),
        Html.all(cut));
  }

  private static List<Html> row(Measure measure, ReportedException exception) {
    return List.of(
        Html.tag("a", measure.id()).with("href", "#" + measure.id()),
        Sections.code(exception.place()),
        Html.text(exception.time()),
        Html.text(exception.what()));
  }

  /// What moved since the report before; nothing where none was given.
  static Html changes(ReportContents contents) {
    Optional<Manifest> previous = contents.previous();
    if (previous.isEmpty()) {
      return Html.NONE;
    }
    Stream<List<Html>> moved =
        contents.measures().all().stream()
            .flatMap(
                measure ->
                    contents
                        .before(measure)
                        .filter(before -> !before.status().equals(measure.status().words()))
                        .map(
                            before -> move(measure.id(), before.status(), measure.status().words()))
                        .stream());
    Stream<List<Html>> objectives =
        contents.objectives().stream()
            .flatMap(
                assessed ->
                    previous.get().objectives().stream()
                        .filter(before -> before.id().equals(assessed.objective().id()))
                        .filter(before -> !before.status().equals(assessed.status().words()))
                        .map(
                            before ->
                                move(before.id(), before.status(), assessed.status().words())));
    return Sections.section(
        "changes",
        "Changes since the last report",
        Sections.paragraph(
            "The last report covers "
                + previous.get().from()
                + " to "
                + previous.get().to()
                + ". That each log contains the checkpoint it had then is part of E11."),
        Sections.table(
            "Status moved",
            List.of("Measure or objective", "Before", "Now"),
            Stream.concat(moved, objectives).toList()));
  }

  private static List<Html> move(String id, String before, String now) {
    return List.of(Sections.code(id), Html.text(before), Html.text(now));
  }

  /// A card for each measure.
  static Html cards(ReportContents contents) {
    return Sections.section(
        "measures",
        "Measures",
        contents.measures().all().stream().map(MeasureSections::card).toArray(Html[]::new));
  }

  private static Html card(Measure measure) {
    List<Html> pieces = new ArrayList<>();
    pieces.add(
        Html.tag(
                "h3",
                Html.text(measure.id() + " " + measure.definition().title()),
                Sections.chip(measure.status()))
            .with("id", measure.id()));
    pieces.add(Sections.paragraph(measure.definition().definition()));
    pieces.add(
        Html.tag(
            "dl",
            Html.tag("dt", "Value"),
            Html.tag("dd", measure.value()),
            Html.tag("dt", "Numerator"),
            Html.tag("dd", measure.numerator() + " " + measure.definition().numerator()),
            Html.tag("dt", "Denominator"),
            Html.tag("dd", measure.denominator() + " " + measure.definition().denominator()),
            Html.tag("dt", "Computed from"),
            Html.tag("dd", String.join(", ", measure.definition().inputs())),
            Html.tag("dt", "Source class"),
            Html.tag(
                "dd",
                measure.definition().sourceClass().letter()
                    + ", "
                    + measure.definition().sourceClass().words()),
            Html.tag("dt", "Exceptions"),
            Html.tag("dd", Integer.toString(measure.exceptions().size()))));
    pieces.add(
        Html.tag(
                "div",
                Html.tag("strong", "Not seen by this measure"),
                Sections.bullets(measure.definition().blindSpots()))
            .classed("blind"));
    measure.tables().forEach(table -> pieces.add(Sections.table(table, MAX_ROWS)));
    return Html.tag("div", pieces).classed("measure");
  }
}
