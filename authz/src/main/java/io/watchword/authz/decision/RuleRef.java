package io.watchword.authz.decision;

/// Where a decision comes from.
///
/// @param layer `custom`, `deny`, `allow`, `default`
/// @param ruleId stable id such as `shop/orders-callers#0` or
///   `watchword.request.allow@orders.rego:7`; empty for the default
/// @param location `file:line` within the policy folders; empty for the default
public record RuleRef(String layer, String ruleId, String location) {

  /// No rule at all: the default decided.
  public static final RuleRef NONE = new RuleRef("default", "", "");
}
