package io.watchword.compliance.report;

import io.watchword.compliance.html.BarChart;
import io.watchword.compliance.html.Html;
import io.watchword.compliance.measure.MeasureTable;
import io.watchword.compliance.measure.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Pieces that all sections of the report are made of.
final class Sections {

  private static final int MAX_BARS = 12;

  private Sections() {}

  static Html section(String id, String title, Html... content) {
    List<Html> pieces = new ArrayList<>();
    pieces.add(Html.tag("h2", title).with("id", id));
    pieces.addAll(List.of(content));
    return Html.tag("section", pieces).with("aria-labelledby", id);
  }

  /// The status in words and colour; the words alone are enough.
  static Html chip(Status status) {
    String look =
        switch (status) {
          case MET -> "met";
          case EXCEPTIONS -> "exceptions";
          case NO_DATA, NOT_ASSESSABLE -> "none";
        };
    return Html.tag("span", status.words()).classed("chip " + look);
  }

  static Html paragraph(String text) {
    return Html.tag("p", text);
  }

  static Html soft(String text) {
    return Html.tag("p", text).classed("soft");
  }

  static Html code(String text) {
    return Html.tag("code", text);
  }

  static Html bullets(Collection<String> texts) {
    return Html.tag("ul", texts.stream().map(text -> Html.tag("li", text)).toList());
  }

  /// A table with a caption; an empty one says so.
  static Html table(String title, List<String> columns, List<List<Html>> rows) {
    if (rows.isEmpty()) {
      return soft(title + ": none.");
    }
    Html head =
        Html.tag(
            "thead",
            Html.tag(
                "tr",
                columns.stream().map(name -> Html.tag("th", name).with("scope", "col")).toList()));
    Html body =
        Html.tag(
            "tbody",
            rows.stream()
                .map(row -> Html.tag("tr", row.stream().map(cell -> Html.tag("td", cell)).toList()))
                .toList());
    return Html.tag("div", Html.tag("table", Html.tag("caption", title), head, body))
        .classed("scroll")
        .with("tabindex", "0")
        .with("role", "region")
        .with("aria-label", title);
  }

  /// The first `limit` rows of a table, with its bars where it has some.
  static Html table(MeasureTable table, int limit) {
    List<List<Html>> rows =
        table.rows().stream()
            .limit(limit)
            .map(row -> row.stream().map(Html::text).toList())
            .toList();
    List<Html> pieces = new ArrayList<>();
    if (table.bars().isPresent() && !rows.isEmpty()) {
      pieces.add(bars(table, table.bars().getAsInt()));
    }
    pieces.add(table(table.title(), table.columns(), rows));
    if (table.rows().size() > limit) {
      pieces.add(soft("and " + (table.rows().size() - limit) + " more rows."));
    }
    return Html.all(pieces);
  }

  private static Html bars(MeasureTable table, int column) {
    List<BarChart.Bar> bars =
        table.rows().stream()
            .limit(MAX_BARS)
            .map(row -> new BarChart.Bar(label(row, column), Long.parseLong(row.get(column))))
            .toList();
    return BarChart.of(table.title(), bars);
  }

  private static String label(List<String> row, int column) {
    List<String> words = new ArrayList<>(row);
    words.remove(column);
    return String.join(" ", words.stream().filter(word -> !word.isEmpty()).toList());
  }
}
