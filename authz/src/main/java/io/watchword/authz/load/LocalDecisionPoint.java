package io.watchword.authz.load;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.decision.RuleRef;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides in this process, for one destination. Thread-safe: one volatile snapshot of what the
/// policy in force says of the destination.
final class LocalDecisionPoint implements DecisionPoint {

  private final Supplier<Optional<LoadedPolicy>> current;
  private final DefaultAction defaultAction;
  private final Destination destination;
  private final LongSupplier nanoTime;
  private volatile @Nullable Snapshot snapshot;

  LocalDecisionPoint(
      Supplier<Optional<LoadedPolicy>> current,
      DefaultAction defaultAction,
      Destination destination,
      LongSupplier nanoTime) {
    this.current = current;
    this.defaultAction = defaultAction;
    this.destination = destination;
    this.nanoTime = nanoTime;
  }

  private record Snapshot(LoadedPolicy policy, Selection selection) {}

  @Override
  public CompletionStage<Decision> decide(ConnectionFacts facts) {
    Snapshot known = snapshot();
    if (known == null) {
      return noPolicy();
    }
    boolean http = facts.protocol().equals("http");
    Selection selection = known.selection();
    if (http && selection.explicit().deny().isEmpty() && selection.explicit().allow().isEmpty()) {
      // Each request is decided on its own.
      return CompletableFuture.completedFuture(new Decision.Allow(RuleRef.NONE));
    }
    Deciding deciding =
        new Deciding(
            known.policy(),
            InputDocument.of(facts),
            http ? DefaultAction.ALLOW : defaultAction,
            nanoTime);
    return CompletableFuture.completedFuture(
        deciding.decide(http ? selection.explicit() : selection.connections(), true));
  }

  @Override
  public CompletionStage<Decision> decide(RequestFacts facts) {
    Snapshot known = snapshot();
    if (known == null) {
      return noPolicy();
    }
    Deciding deciding =
        new Deciding(known.policy(), InputDocument.of(facts), defaultAction, nanoTime);
    return CompletableFuture.completedFuture(deciding.decide(known.selection().requests(), false));
  }

  @Override
  public String policyDigest() {
    return current.get().map(LoadedPolicy::digest).orElse("");
  }

  private static CompletionStage<Decision> noPolicy() {
    return CompletableFuture.completedFuture(new Decision.Failed("no policy is loaded yet"));
  }

  private @Nullable Snapshot snapshot() {
    Optional<LoadedPolicy> policy = current.get();
    if (policy.isEmpty()) {
      return null;
    }
    Snapshot known = snapshot;
    if (known == null || known.policy() != policy.get()) {
      known = new Snapshot(policy.get(), policy.get().select(destination));
      snapshot = known;
    }
    return known;
  }
}
