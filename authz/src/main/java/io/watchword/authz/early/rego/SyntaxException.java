package io.watchword.authz.early.rego;

import io.watchword.platform.diagnostics.Diagnostic;

/// Leaves the statement that cannot be parsed; caught where the next one begins.
final class SyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Diagnostic diagnostic;

  SyntaxException(Diagnostic diagnostic) {
    super(diagnostic.message(), null, false, false);
    this.diagnostic = diagnostic;
  }

  Diagnostic diagnostic() {
    return diagnostic;
  }
}
