package io.watchword.platform.diagnostics;

/// A place in a text file.
///
/// @param file as the user wrote its name
/// @param line from 1
/// @param column from 1, in characters
public record SourcePosition(String file, int line, int column)
    implements Comparable<SourcePosition> {

  public SourcePosition {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "position " + line + ":" + column + " (expected: both >= 1)");
    }
  }

  @Override
  public int compareTo(SourcePosition other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// `file:line:column`, which editors and terminals open.
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
