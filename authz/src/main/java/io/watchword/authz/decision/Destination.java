package io.watchword.authz.decision;

import java.util.Map;

/// The workload behind the proxy: what selectors of policies look at. Fixed for the life of a
/// listener.
///
/// @param spiffeId its own SPIFFE ID
public record Destination(
    String workload,
    String spiffeId,
    String namespace,
    String serviceAccount,
    Map<String, String> labels) {
  public Destination {
    labels = Map.copyOf(labels);
  }
}
