package io.watchword.proxy.authorize;

import io.watchword.authz.decision.Destination;
import java.util.Map;

/// Where the policies of this process come from. Thread-safe.
public interface PolicySource extends AutoCloseable {

  /// Who decides for a workload.
  WorkloadPolicy policyOf(Destination destination);

  /// Whether there is a policy in force.
  boolean isInForce();

  /// What is in force, for people: JSON-able.
  Map<String, Object> describe();

  @Override
  void close();
}
