package io.watchword.platform.diagnostics;

/// Whether the input can be used in spite of it.
public enum Severity {
  /// The input is refused.
  ERROR,
  /// The input is used; someone should look.
  WARNING
}
