package io.watchword.authz.plan.planner;

/// A policy whose plan would be nested deeper than any engine should follow.
public final class TooDeepException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooDeepException(String message) {
    super(message);
  }
}
