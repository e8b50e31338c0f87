package io.watchword.proxy;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.decision.RuleRef;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// A decision point that answers what a test says, and remembers what it was asked.
final class ScriptedPolicy implements DecisionPoint {

  static final Decision ALLOW = new Decision.Allow(new RuleRef("allow", "test#0", "test.yaml:1"));
  static final Decision DENY =
      new Decision.Deny(new RuleRef("deny", "test#1", "test.yaml:2"), "scripted", "nothing");

  volatile Function<ConnectionFacts, Decision> connections = facts -> ALLOW;
  volatile Function<RequestFacts, Decision> requests = facts -> ALLOW;
  volatile boolean asynchronous;
  volatile boolean silent;
  final Queue<ConnectionFacts> askedConnections = new ConcurrentLinkedQueue<>();
  final Queue<RequestFacts> askedRequests = new ConcurrentLinkedQueue<>();

  @Override
  public CompletionStage<Decision> decide(ConnectionFacts facts) {
    askedConnections.add(facts);
    return answer(() -> connections.apply(facts));
  }

  @Override
  public CompletionStage<Decision> decide(RequestFacts facts) {
    askedRequests.add(facts);
    return answer(() -> requests.apply(facts));
  }

  private CompletionStage<Decision> answer(java.util.function.Supplier<Decision> decision) {
    if (silent) {
      return new CompletableFuture<>();
    }
    return asynchronous
        ? CompletableFuture.supplyAsync(decision)
        : CompletableFuture.completedFuture(decision.get());
  }

  @Override
  public String policyDigest() {
    return "sha256:test";
  }
}
