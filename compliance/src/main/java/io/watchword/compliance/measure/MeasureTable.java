package io.watchword.compliance.measure;

import java.util.List;
import java.util.OptionalInt;

/// Numbers behind a measure.
///
/// @param bars column to draw as bars beside the table
public record MeasureTable(
    String title, List<String> columns, List<List<String>> rows, OptionalInt bars) {

  public MeasureTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    int width = columns.size();
    if (rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("a row of table `" + title + "` has another width");
    }
  }

  /// A table without bars.
  public static MeasureTable of(String title, List<String> columns, List<List<String>> rows) {
    return new MeasureTable(title, columns, rows, OptionalInt.empty());
  }

  /// The same, with the numbers of `column` drawn.
  public MeasureTable drawing(int column) {
    return new MeasureTable(title, columns, rows, OptionalInt.of(column));
  }
}
