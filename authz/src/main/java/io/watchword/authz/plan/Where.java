package io.watchword.authz.plan;

/// What a statement was made from, in its source.
///
/// @param file index into the plan's files
/// @param endRow line of the end; equal to `row` where it is not known
/// @param endCol column right after the end
public record Where(int file, int row, int col, int endRow, int endCol) {

  /// A place whose end is not known.
  public Where(int file, int row, int col) {
    this(file, row, col, row, col);
  }
}
