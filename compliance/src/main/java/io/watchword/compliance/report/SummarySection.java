package io.watchword.compliance.report;

import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.html.Html;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The first page: scope, what was found, what is not covered.
final class SummarySection {

  private SummarySection() {}

  static Html of(ReportContents contents) {
    List<Html> pieces = new ArrayList<>();
    alarm(contents).ifPresent(pieces::add);
    pieces.add(
        Html.tag(
                "div",
                contents.measures().all().stream().map(measure -> card(contents, measure)).toList())
            .classed("cards"));
    pieces.add(scope(contents));
    pieces.add(
        Html.all(
            Html.tag("h3", "Not covered"),
            Sections.paragraph(
                "This report speaks about what the mesh itself can measure. It says nothing about"
                    + " these, whatever its numbers are:"),
            Sections.bullets(
                List.of(
                    "traffic that does not pass a proxy, and the hop between an application and its"
                        + " proxy;",
                    "people, hosts, storage, and access inside applications;",
                    "whether a policy is the right one;",
                    "events that were never written to a log."))));
    return Sections.section("summary", "Summary", pieces.toArray(new Html[0]));
  }

  private static Optional<Html> alarm(ReportContents contents) {
    List<Html> lines =
        contents.evidence().logs().stream()
            .filter(log -> !log.isIntact())
            .map(SummarySection::line)
            .toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<Html> all = new ArrayList<>();
    all.add(
        Html.tag(
            "p",
            Html.tag("strong", "Not all logs can be relied on."),
            Html.text(
                " The records of these were left out, and no control that rests on them is met:")));
    all.addAll(lines);
    return Optional.of(Html.tag("div", all).classed("alarm").with("role", "alert"));
  }

  private static Html line(LogEvidence log) {
    return Html.tag("p", Sections.code(log.source()), Html.text(": " + log.problem().orElse("")));
  }

  private static Html card(ReportContents contents, Measure measure) {
    List<Html> lines = new ArrayList<>();
    lines.add(Sections.chip(measure.status()));
    lines.add(Html.tag("strong", measure.value()));
    lines.add(
        Html.tag(
            "p",
            Html.tag("a", measure.id() + " " + measure.definition().title())
                .with("href", "#" + measure.id())));
    lines.add(Sections.paragraph(measure.statement() + "."));
    contents
        .before(measure)
        .ifPresent(
            before ->
                lines.add(
                    Sections.paragraph(
                        "Last report: "
                            + before.numerator()
                            + " of "
                            + before.denominator()
                            + ", "
                            + before.status()
                            + ".")));
    return Html.tag("div", lines).classed("card");
  }

  private static Html scope(ReportContents contents) {
    List<Html> list = new ArrayList<>();
    entry(list, "Trust domain", contents.evidence().trustDomain());
    entry(
        list,
        "Period",
        contents.evidence().period().from()
            + " to "
            + contents.evidence().period().to()
            + " (UTC)");
    entry(
        list,
        "Evidence",
        contents.evidence().size()
            + " records in the period, from "
            + contents.evidence().logs().size()
            + " logs");
    entry(
        list,
        "Objectives",
        contents.objectivesWith(Status.MET)
            + " met, "
            + contents.objectivesWith(Status.EXCEPTIONS)
            + " with exceptions, "
            + contents.objectivesWith(Status.NO_DATA)
            + " without data, "
            + contents.objectivesWith(Status.NOT_ASSESSABLE)
            + " not assessable by a mesh");
    entry(list, "Open exceptions", Long.toString(contents.exceptions()));
    entry(
        list,
        "Catalog",
        contents.mapping().catalog()
            + "; table of controls version "
            + contents.mapping().version()
            + " of "
            + contents.mapping().date());
    entry(list, "Made by", "watchword " + contents.toolVersion());
    return Html.all(Html.tag("h3", "Scope"), Html.tag("dl", list));
  }

  private static void entry(List<Html> list, String name, String value) {
    list.add(Html.tag("dt", name));
    list.add(Html.tag("dd", value));
  }
}
