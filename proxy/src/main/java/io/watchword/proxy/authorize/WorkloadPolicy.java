package io.watchword.proxy.authorize;

import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.Destination;
import java.util.function.BooleanSupplier;

/// Who decides for one workload.
///
/// @param inForce whether there is a policy at all; traffic is refused while there is none
public record WorkloadPolicy(
    Destination destination, DecisionPoint decisions, BooleanSupplier inForce) {

  /// Whether connections may be accepted.
  public boolean isInForce() {
    return inForce.getAsBoolean();
  }
}
