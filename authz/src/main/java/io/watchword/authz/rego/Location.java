package io.watchword.authz.rego;

/// Where a piece of policy text stands.
///
/// @param line from 1
/// @param column from 1, in UTF-16 units
/// @param length how much to underline, on this line
public record Location(String file, int line, int column, int length) {

  /// `file:line`, as decisions name rules.
  public String fileLine() {
    return file + ":" + line;
  }
}
