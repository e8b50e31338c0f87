package io.watchword.authz.load;

import java.util.List;

/// The rules that concern one destination, in the order they are asked.
///
/// @param requests for HTTP requests
/// @param connections for connections that are no HTTP
/// @param explicit the connection-layer rules, all that acts on connections of HTTP listeners
public record Selection(Asked requests, Asked connections, Asked explicit) {

  /// @param selected whether an ALLOW policy selects the destination, so that something must allow
  public record Asked(List<DecisionRule> deny, List<DecisionRule> allow, boolean selected) {
    public Asked {
      deny = List.copyOf(deny);
      allow = List.copyOf(allow);
    }
  }

  static Selection of(List<DecisionRule> rules, boolean yamlAllows) {
    List<DecisionRule> requests =
        rules.stream().filter(rule -> rule.requestFunction().isPresent()).toList();
    List<DecisionRule> connections =
        rules.stream().filter(rule -> rule.connectionFunction().isPresent()).toList();
    List<DecisionRule> explicit =
        connections.stream().filter(rule -> rule instanceof DecisionRule.FromRego).toList();
    return new Selection(
        asked(requests, yamlAllows), asked(connections, yamlAllows), asked(explicit, false));
  }

  private static Asked asked(List<DecisionRule> rules, boolean yamlAllows) {
    List<DecisionRule> deny = rules.stream().filter(DecisionRule::denies).toList();
    List<DecisionRule> allow = rules.stream().filter(rule -> !rule.denies()).toList();
    boolean rego = allow.stream().anyMatch(rule -> rule instanceof DecisionRule.FromRego);
    return new Asked(deny, allow, yamlAllows || rego);
  }
}
