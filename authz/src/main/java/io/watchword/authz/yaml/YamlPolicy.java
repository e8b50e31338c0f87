package io.watchword.authz.yaml;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One AuthorizationPolicy: whom it selects, and its rules as a module of the same AST that Rego
/// becomes.
public record YamlPolicy(
    String namespace,
    String name,
    Action action,
    Map<String, String> matchLabels,
    List<YamlRule> rules,
    Module module,
    Location at) {

  public YamlPolicy {
    matchLabels = Map.copyOf(matchLabels);
    rules = List.copyOf(rules);
  }

  /// What a match leads to.
  public enum Action {
    ALLOW,
    DENY
  }

  /// One of `rules`. It matches where one of `from` and one of `to` holds in all its conditions; an
  /// empty list asks for nothing.
  ///
  /// @param id stable, such as `shop/orders-callers#0`
  /// @param function the rule that is true where this one matches a request
  /// @param connectionFunction the same for a connection that is no HTTP; empty where this rule can
  ///   then never match
  public record YamlRule(
      String id,
      String function,
      Optional<String> connectionFunction,
      List<List<Condition>> from,
      List<List<Condition>> to,
      Location at) {
    public YamlRule {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  /// `namespace/name`.
  public String id() {
    return namespace + "/" + name;
  }
}
