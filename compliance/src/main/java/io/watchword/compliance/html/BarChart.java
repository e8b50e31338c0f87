package io.watchword.compliance.html;

import java.util.ArrayList;
import java.util.List;

/// Horizontal bars as inline SVG: no script, no style attribute, readable by a screen reader.
public final class BarChart {

  private static final int ROW = 26;
  private static final int LABEL = 250;
  private static final int BAR = 300;
  private static final int WIDTH = LABEL + BAR + 90;
  private static final int MAX_LABEL = 38;

  private BarChart() {}

  /// @param count at least 0
  public record Bar(String label, long count) {}

  /// Draws `bars` in their order.
  public static Html of(String title, List<Bar> bars) {
    long most = bars.stream().mapToLong(Bar::count).max().orElse(0);
    List<Html> shapes = new ArrayList<>();
    shapes.add(Html.tag("title", title));
    for (int i = 0; i < bars.size(); i++) {
      shapes.add(row(bars.get(i), most, i * ROW));
    }
    return Html.tag("svg", shapes)
        .classed("bars")
        .with("role", "img")
        .with("aria-label", title)
        .with("viewBox", "0 0 " + WIDTH + " " + Math.max(ROW, bars.size() * ROW));
  }

  private static Html row(Bar bar, long most, int top) {
    long width = most == 0 ? 0 : Math.max(2, bar.count() * BAR / most);
    return Html.all(
        label(shortened(bar.label()), LABEL - 10, top).with("text-anchor", "end"),
        Html.tag("rect")
            .with("x", Integer.toString(LABEL))
            .with("y", Integer.toString(top + 5))
            .with("width", Long.toString(width))
            .with("height", Integer.toString(ROW - 10))
            .with("rx", "3"),
        label(Long.toString(bar.count()), LABEL + (int) width + 8, top));
  }

  private static Html label(String text, int x, int top) {
    return Html.tag("text", text)
        .with("x", Integer.toString(x))
        .with("y", Integer.toString(top + 18));
  }

  private static String shortened(String label) {
    int length = label.codePointCount(0, label.length());
    return length <= MAX_LABEL
        ? label
        : label.substring(0, label.offsetByCodePoints(0, MAX_LABEL - 1)) + "…";
  }
}
