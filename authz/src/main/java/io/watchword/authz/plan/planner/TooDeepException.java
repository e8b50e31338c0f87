package io.watchword.authz.plan.planner;

import io.watchword.authz.rego.Location;

/// A policy whose plan would be nested deeper than any engine should follow.
public final class TooDeepException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Location place;

  TooDeepException(String message, Location place) {
    super(message);
    this.place = place;
  }

  /// The statement that goes too far.
  public Location place() {
    return place;
  }
}
