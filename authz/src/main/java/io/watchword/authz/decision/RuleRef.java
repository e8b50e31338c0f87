package io.watchword.authz.decision;

/// Where a decision comes from.
///
/// @param layer `custom`, `deny`, `allow`, `default`
/// @param ruleId stable id such as `shop/orders-callers#0` or
///   `watchword.request.allow@orders.rego:7`; empty where no rule could have decided
/// @param location `file:line` within the policy folders; empty where no rule could have decided.
///   With layer `default` it is the first ALLOW rule that selects the workload and did not match
public record RuleRef(String layer, String ruleId, String location) {

  /// No rule at all: the default decided, and no ALLOW rule selects the workload.
  public static final RuleRef NONE = new RuleRef("default", "", "");
}
