package io.watchword.cli.policy;

import java.util.ArrayList;
import java.util.List;

/// What changed between two texts, line by line, as `diff -u` shows it.
final class LineDiff {

  private static final int CONTEXT = 3;
  // Beyond this many pairs of changed lines, all of them are shown as one change.
  private static final long MOST_PAIRS = 4_000_000;

  private LineDiff() {}

  /// A line that stays (' '), goes ('-') or comes ('+').
  private record Line(char kind, String text) {}

  static String unified(String file, String before, String after) {
    List<Line> lines = lines(before.lines().toList(), after.lines().toList());
    StringBuilder out = new StringBuilder("--- " + file + "\n+++ " + file + "\n");
    int at = 0;
    int oldLine = 1;
    int newLine = 1;
    while (at < lines.size()) {
      if (lines.get(at).kind() == ' ') {
        at++;
        oldLine++;
        newLine++;
        continue;
      }
      int from = Math.max(0, at - CONTEXT);
      int to = end(lines, at);
      int lead = at - from;
      hunk(out, lines.subList(from, to), oldLine - lead, newLine - lead);
      for (Line line : lines.subList(at, to)) {
        oldLine += line.kind() == '+' ? 0 : 1;
        newLine += line.kind() == '-' ? 0 : 1;
      }
      at = to;
    }
    return out.toString();
  }

  // The end of the context after the last change that is near enough to the one before.
  private static int end(List<Line> lines, int first) {
    int last = first;
    for (int i = first; i < lines.size() && i <= last + 2 * CONTEXT; i++) {
      if (lines.get(i).kind() != ' ') {
        last = i;
      }
    }
    return Math.min(lines.size(), last + CONTEXT + 1);
  }

  private static void hunk(StringBuilder out, List<Line> lines, int oldLine, int newLine) {
    long oldCount = lines.stream().filter(line -> line.kind() != '+').count();
    long newCount = lines.stream().filter(line -> line.kind() != '-').count();
    out.append("@@ -").append(oldLine).append(',').append(oldCount);
    out.append(" +").append(newLine).append(',').append(newCount).append(" @@\n");
    for (Line line : lines) {
      out.append(line.kind()).append(line.text()).append('\n');
    }
  }

  private static List<Line> lines(List<String> before, List<String> after) {
    int start = 0;
    while (start < before.size()
        && start < after.size()
        && before.get(start).equals(after.get(start))) {
      start++;
    }
    int tail = 0;
    while (tail < before.size() - start
        && tail < after.size() - start
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<Line> lines = new ArrayList<>();
    before.subList(0, start).forEach(text -> lines.add(new Line(' ', text)));
    changed(
        before.subList(start, before.size() - tail),
        after.subList(start, after.size() - tail),
        lines);
    before
        .subList(before.size() - tail, before.size())
        .forEach(text -> lines.add(new Line(' ', text)));
    return lines;
  }

  private static void changed(List<String> before, List<String> after, List<Line> lines) {
    if ((long) before.size() * after.size() > MOST_PAIRS) {
      before.forEach(text -> lines.add(new Line('-', text)));
      after.forEach(text -> lines.add(new Line('+', text)));
      return;
    }
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(' ', before.get(i++)));
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', before.get(i++)));
      } else {
        lines.add(new Line('+', after.get(j++)));
      }
    }
  }
}
