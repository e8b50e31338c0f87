package io.watchword.platform.diagnostics;

import java.util.List;

/// Diagnostics as text for people:
///
///     rego_unsafe_var_error: variable `role` is not bound before it is negated
///       --> admin.rego:7:9
///       7 |     not allowed[role]
///         |                 ^^^^ used here
///       help: bind `role` first
///
/// Thread-safe: no state.
public final class DiagnosticPrinter {

  private static final String INDENT = "  ";

  private DiagnosticPrinter() {}

  /// All of them, in order, each ending in a line break, with an empty line between two.
  public static String text(List<Diagnostic> diagnostics) {
    StringBuilder out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      append(out, diagnostic);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, Diagnostic diagnostic) {
    if (!diagnostic.isError()) {
      out.append("warning: ");
    }
    out.append(diagnostic.code()).append(": ").append(diagnostic.message()).append('\n');
    diagnostic.position().ifPresent(at -> out.append(INDENT + "--> ").append(at).append('\n'));
    diagnostic.excerpt().ifPresent(excerpt -> append(out, excerpt, lineNumber(diagnostic)));
    diagnostic.help().ifPresent(help -> out.append(INDENT + "help: ").append(help).append('\n'));
  }

  private static String lineNumber(Diagnostic diagnostic) {
    return diagnostic.position().map(at -> Integer.toString(at.line())).orElse("");
  }

  private static void append(StringBuilder out, Excerpt excerpt, String lineNumber) {
    out.append(INDENT).append(lineNumber).append(" | ").append(printable(excerpt.line()));
    out.append('\n').append(INDENT).repeat(" ", lineNumber.length()).append(" | ");
    int start = Math.min(excerpt.underlineStart(), excerpt.line().length());
    for (int i = 0; i < start; i++) {
      // A tab under a tab, or the underline shifts with the terminal's tab width.
      out.append(excerpt.line().charAt(i) == '\t' ? '\t' : ' ');
    }
    out.repeat("^", excerpt.underlineLength());
    if (!excerpt.label().isEmpty()) {
      out.append(' ').append(excerpt.label());
    }
    out.append('\n');
  }

  // Input comes from anywhere: it must not be able to move the cursor or colour the terminal.
  private static String printable(String line) {
    StringBuilder out = new StringBuilder(line.length());
    line.chars()
        .forEach(c -> out.append(Character.isISOControl(c) && c != '\t' ? '\ufffd' : (char) c));
    return out.toString();
  }
}
