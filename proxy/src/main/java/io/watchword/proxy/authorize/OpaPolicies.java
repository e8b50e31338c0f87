package io.watchword.proxy.authorize;

import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.opa.OpaRestConfig;
import io.watchword.authz.decision.opa.OpaRestDecisionPoint;
import java.util.Map;

/// Decisions by an OPA elsewhere: whatever it does not answer in time is denied. Thread-safe.
public final class OpaPolicies implements PolicySource {

  private final OpaRestConfig config;
  private final OpaRestDecisionPoint opa;

  /// Asks the OPA of this configuration.
  public OpaPolicies(OpaRestConfig config) {
    this.config = config;
    this.opa = OpaRestDecisionPoint.connect(config);
  }

  @Override
  public WorkloadPolicy policyOf(Destination destination) {
    return new WorkloadPolicy(destination, opa, () -> true);
  }

  @Override
  public boolean isInForce() {
    return true;
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of(
        "source", "opa-rest",
        "in_force", true,
        "url", config.url().toString(),
        "connection", config.connection(),
        "request", config.request());
  }

  @Override
  public void close() {
    opa.close();
  }
}
