package io.watchword.platform.diagnostics;

import java.util.Optional;

/// One thing that is wrong with someone's input.
///
/// @param code stable, `module/slug`; each has a paragraph in `docs/errors.md`
/// @param message one sentence, lower case, no full stop, the user's words in backticks, what was
///   expected
/// @param help what to do next
public record Diagnostic(
    String code,
    String message,
    Optional<SourcePosition> position,
    Optional<Excerpt> excerpt,
    Optional<String> help,
    Severity severity) {

  /// An error with no place yet.
  public static Diagnostic error(String code, String message) {
    return new Diagnostic(
        code, message, Optional.empty(), Optional.empty(), Optional.empty(), Severity.ERROR);
  }

  /// A warning with no place yet.
  public static Diagnostic warning(String code, String message) {
    return new Diagnostic(
        code, message, Optional.empty(), Optional.empty(), Optional.empty(), Severity.WARNING);
  }

  /// The same, found at `position`.
  public Diagnostic at(SourcePosition position) {
    return new Diagnostic(code, message, Optional.of(position), excerpt, help, severity);
  }

  /// The same, showing `excerpt`.
  public Diagnostic showing(Excerpt excerpt) {
    return new Diagnostic(code, message, position, Optional.of(excerpt), help, severity);
  }

  /// The same, with what to do next.
  public Diagnostic withHelp(String help) {
    return new Diagnostic(code, message, position, excerpt, Optional.of(help), severity);
  }

  /// Whether the input is refused because of it.
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
