package io.watchword.proxy.authorize;

import io.netty.util.concurrent.EventExecutor;
import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.decision.RuleRef;
import io.watchword.proxy.observe.Ids;
import io.watchword.proxy.observe.ListenerMetrics;
import io.watchword.proxy.observe.TrafficLog;
import io.watchword.proxy.peer.PeerIdentity;
import io.watchword.proxy.protocol.RequestHead;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the policy of one workload and hands out permits. What is not clearly allowed is refused.
/// The answer comes on the connection's event loop: at once for a policy in this process, later for
/// one elsewhere.
public final class Authorizer {

  private static final Logger log = LoggerFactory.getLogger(Authorizer.class);

  private final WorkloadPolicy policy;
  private final TrafficLog traffic;
  private final ListenerMetrics metrics;
  private final Ids ids;

  /// An authorizer for one inbound listener.
  public Authorizer(WorkloadPolicy policy, TrafficLog traffic, ListenerMetrics metrics, Ids ids) {
    this.policy = policy;
    this.traffic = traffic;
    this.metrics = metrics;
    this.ids = ids;
  }

  /// Whether there is a policy to ask.
  public boolean isReady() {
    return policy.isInForce();
  }

  /// Decides on a connection.
  public void connection(
      PeerIdentity peer,
      ConnectionFacts facts,
      EventExecutor loop,
      Consumer<Verdict<ConnectionPermit>> then) {
    settle(
        ask(() -> policy.decisions().decide(facts)),
        loop,
        decision -> then.accept(onConnection(peer, facts, decision)));
  }

  /// Decides on a request of a permitted connection.
  public void request(
      ConnectionPermit connection,
      RequestHead head,
      EventExecutor loop,
      Consumer<Verdict<RequestPermit>> then) {
    RequestFacts facts = new HttpRequestFacts(connection.facts(), head, ids);
    settle(
        ask(() -> policy.decisions().decide(facts)),
        loop,
        decision -> then.accept(onRequest(connection, head, facts, decision)));
  }

  // DecisionPoint promises never to throw; traffic must not depend on the promise.
  private static CompletionStage<Decision> ask(
      java.util.function.Supplier<CompletionStage<Decision>> question) {
    try {
      return question.get();
    } catch (RuntimeException | StackOverflowError e) {
      log.error("decision point threw", e);
      return CompletableFuture.completedFuture(new Decision.Failed(e.toString()));
    }
  }

  private static void settle(
      CompletionStage<Decision> stage, EventExecutor loop, Consumer<Decision> then) {
    CompletableFuture<Decision> future = stage.toCompletableFuture();
    if (future.isDone()) {
      then.accept(result(future));
    } else {
      future.whenComplete((d, e) -> loop.execute(() -> then.accept(result(future))));
    }
  }

  private static Decision result(CompletableFuture<Decision> future) {
    return future.state() == java.util.concurrent.Future.State.SUCCESS
        ? future.resultNow()
        : new Decision.Failed("decision point failed: " + future.exceptionNow());
  }

  private Verdict<ConnectionPermit> onConnection(
      PeerIdentity peer, ConnectionFacts facts, Decision decision) {
    return switch (decision) {
      case Decision.Allow allow -> {
        // On HTTP ports the requests are what is allowed; a connection without a rule of its own
        // says nothing.
        if (!allow.rule().equals(RuleRef.NONE) || !facts.protocol().equals("http")) {
          count("connection", facts, allow);
        }
        yield new Verdict.Permitted<>(new ConnectionPermit(peer, facts));
      }
      case Decision.Deny deny ->
          new Verdict.Refused<>(
              record(DenialRecord.ofConnection(ids.decision(), facts, deny, digest())));
      case Decision.Failed failed ->
          new Verdict.Refused<>(
              fail(DenialRecord.ofConnection(ids.decision(), facts, failed, digest()), failed));
    };
  }

  private Verdict<RequestPermit> onRequest(
      ConnectionPermit connection, RequestHead head, RequestFacts facts, Decision decision) {
    return switch (decision) {
      case Decision.Allow allow -> {
        count("request", connection.facts(), allow);
        yield new Verdict.Permitted<>(new RequestPermit(connection, head));
      }
      case Decision.Deny deny ->
          new Verdict.Refused<>(
              record(DenialRecord.ofRequest(ids.decision(), facts, deny, digest())));
      case Decision.Failed failed ->
          new Verdict.Refused<>(
              fail(DenialRecord.ofRequest(ids.decision(), facts, failed, digest()), failed));
    };
  }

  private void count(String kind, ConnectionFacts facts, Decision.Allow allow) {
    metrics.decisionAllowed();
    traffic.allowed(
        new TrafficLog.AllowedKey(
            kind,
            facts.source().spiffeId(),
            facts.destination().spiffeId(),
            facts.destination().workload(),
            allow.rule().location(),
            allow.rule().ruleId(),
            digest()));
  }

  private String record(DenialRecord denial) {
    metrics.decisionDenied();
    traffic.denied(denial.record());
    return denial.decisionId();
  }

  private String fail(DenialRecord denial, Decision.Failed failed) {
    metrics.decisionFailed();
    traffic.denied(denial.record());
    log.atWarn()
        .addKeyValue("decision_id", denial.decisionId())
        .addKeyValue("reason", failed.reason())
        .log("decision failed, denied");
    return denial.decisionId();
  }

  private String digest() {
    return policy.decisions().policyDigest();
  }
}
