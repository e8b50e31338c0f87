package io.watchword.authz.load;

import io.watchword.authz.decision.Destination;
import io.watchword.authz.yaml.YamlPolicy;
import java.util.Map;
import java.util.Optional;

/// One thing to ask when deciding: a rule of a YAML policy, or the `allow` or `deny` of a Rego
/// package.
public sealed interface DecisionRule {

  /// Whether a match denies.
  boolean denies();

  /// Whether it takes part in decisions for `destination`.
  boolean selects(Destination destination);

  /// The function to evaluate for requests; empty where it does not speak of requests.
  Optional<String> requestFunction();

  /// The function to evaluate for connections that are no HTTP.
  Optional<String> connectionFunction();

  /// A rule of an AuthorizationPolicy.
  ///
  /// @param meshWide whether the policy stands in the root namespace
  record FromYaml(YamlPolicy policy, YamlPolicy.YamlRule rule, boolean meshWide)
      implements DecisionRule {

    @Override
    public boolean denies() {
      return policy.action() == YamlPolicy.Action.DENY;
    }

    @Override
    public boolean selects(Destination destination) {
      return LoadedPolicy.selects(policy, meshWide, destination);
    }

    @Override
    public Optional<String> requestFunction() {
      return Optional.of(rule.function());
    }

    @Override
    public Optional<String> connectionFunction() {
      return rule.connectionFunction();
    }
  }

  /// `allow` or `deny` of a Rego package.
  ///
  /// @param name such as `watchword.request.allow`
  /// @param connection whether it decides connections; requests otherwise
  record FromRego(
      String name,
      String function,
      boolean denies,
      boolean connection,
      Map<String, String> selector)
      implements DecisionRule {

    public FromRego {
      selector = Map.copyOf(selector);
    }

    @Override
    public boolean selects(Destination destination) {
      return destination.labels().entrySet().containsAll(selector.entrySet());
    }

    @Override
    public Optional<String> requestFunction() {
      return connection ? Optional.empty() : Optional.of(function);
    }

    @Override
    public Optional<String> connectionFunction() {
      return connection ? Optional.of(function) : Optional.empty();
    }
  }
}
