package io.watchword.authz.load;

import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Ways to a [DecisionPoint] in this process. Stateless.
public final class DecisionPoints {

  private DecisionPoints() {}

  /// Decides by one policy for ever.
  public static DecisionPoint local(
      LoadedPolicy policy, DefaultAction defaultAction, Destination destination) {
    return local(() -> Optional.of(policy), defaultAction, destination, System::nanoTime);
  }

  /// Decides by whatever policy is in force when it is asked; without one every decision fails,
  /// which denies.
  public static DecisionPoint local(
      Supplier<Optional<LoadedPolicy>> current,
      DefaultAction defaultAction,
      Destination destination) {
    return local(current, defaultAction, destination, System::nanoTime);
  }

  /// The same with a clock for the time limit of one decision.
  public static DecisionPoint local(
      Supplier<Optional<LoadedPolicy>> current,
      DefaultAction defaultAction,
      Destination destination,
      LongSupplier nanoTime) {
    return new LocalDecisionPoint(current, defaultAction, destination, nanoTime);
  }
}
