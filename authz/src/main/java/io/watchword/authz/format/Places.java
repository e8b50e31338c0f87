package io.watchword.authz.format;

import io.watchword.authz.rego.HeadSpelling;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Rule;

/// Looks at the text behind positions.
final class Places {

  /// The row of what cannot be found: before everything.
  static final int NOWHERE = -1;

  private final String text;

  Places(String text) {
    this.text = text;
  }

  String text(Location at) {
    return at.end() <= at.offset() ? "" : text.substring(at.offset(), at.end());
  }

  /// The row on which the text at a position ends.
  int endRow(Location at) {
    return at.line() + newLines(text(at));
  }

  static int newLines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  /// The row of the bracket that closes the first one opened in the text.
  int closingRow(char open, char close, Location at) {
    return closingRow(text(at), 0, 0, open, close, at);
  }

  /// The same, after a first pair of other brackets.
  int closingRowAfter(char skipOpen, char skipClose, char open, char close, Location at) {
    String whole = text(at);
    int i = whole.indexOf(skipOpen);
    i = i < 0 ? whole.length() : i;
    int depth = 1;
    int rows = 0;
    while (depth > 0) {
      if (++i >= whole.length()) {
        break;
      }
      char c = whole.charAt(i);
      depth += c == skipOpen ? 1 : c == skipClose ? -1 : 0;
      rows += c == '\n' ? 1 : 0;
    }
    return closingRow(whole, i, rows, open, close, at);
  }

  // Rows before the opening bracket do not count; the layout of old files depends on that.
  private static int closingRow(
      String whole, int from, int rowsBefore, char open, char close, Location at) {
    int i = from >= whole.length() ? -1 : whole.indexOf(open, from);
    if (i < 0) {
      return NOWHERE;
    }
    int depth = 1;
    int rows = rowsBefore;
    while (depth > 0) {
      if (++i >= whole.length()) {
        return NOWHERE;
      }
      char c = whole.charAt(i);
      if (c == open) {
        depth++;
      } else if (c == close) {
        depth--;
      } else if (c == '\n') {
        rows++;
      }
    }
    return at.line() + rows;
  }

  boolean startsWith(Location at, char c) {
    return at.end() > at.offset() && text.charAt(at.offset()) == c;
  }

  /// Whether the last part of a rule's head counts as a key.
  boolean hasKey(Rule rule) {
    return HeadSpelling.hasKey(rule, text);
  }

  String between(int from, int to) {
    return from >= 0 && from <= to && to <= text.length() ? text.substring(from, to) : "";
  }
}
