package io.watchword.identity.x509;

import io.watchword.identity.id.IdentityException;

/// No path leads from a certificate to a root, or none that holds.
public final class NoPathException extends IdentityException {

  private final PathProblem problem;

  NoPathException(PathProblem problem, String message) {
    super("identity/no-path", message);
    this.problem = problem;
  }

  /// Which kind of problem it is.
  public PathProblem problem() {
    return problem;
  }
}
