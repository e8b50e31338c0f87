package io.watchword.platform.diagnostics;

import java.util.List;

/// Someone's input is wrong: all that is wrong with it. The command line prints every diagnostic
/// and exits with 3.
public final class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /// @param diagnostics at least one
  public InvalidInputException(List<Diagnostic> diagnostics) {
    super(DiagnosticPrinter.text(diagnostics));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("no diagnostics (expected: at least one)");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /// One thing is wrong.
  public InvalidInputException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /// What is wrong, in the order to show it.
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
