package io.watchword.authz.rego;

/// Where a piece of policy text stands.
///
/// @param line from 1
/// @param column from 1, in UTF-16 units
/// @param length how much to underline, on this line
/// @param offset into the file's text, in UTF-16 units; of generated code that of what it was made
///   from
/// @param end offset right after it
public record Location(String file, int line, int column, int length, int offset, int end) {

  /// A place whose extent in the text does not matter.
  public Location(String file, int line, int column, int length) {
    this(file, line, column, length, 0, 0);
  }

  /// `file:line`, as decisions name rules.
  public String fileLine() {
    return file + ":" + line;
  }
}
