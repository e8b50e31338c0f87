package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import java.util.Map;

/// `custom.watchword` of a module's METADATA: which decisions the module takes part in, and for
/// which workloads.
///
/// @param layer `connection` or `request`
/// @param selector labels the workload must carry; empty selects all
/// @param at the METADATA comment
public record Scope(String layer, Map<String, String> selector, Location at) {
  public Scope {
    selector = Map.copyOf(selector);
  }
}
