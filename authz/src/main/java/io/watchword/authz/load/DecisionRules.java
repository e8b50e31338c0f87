package io.watchword.authz.load;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.rego.Term;
import io.watchword.authz.yaml.YamlPolicy;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which rules of a policy decide something. Stateless.
final class DecisionRules {

  private static final String CONNECTION = "connection";
  private static final String REQUEST = "request";

  private DecisionRules() {}

  static List<DecisionRule> of(
      PolicySources sources, LoadSettings settings, List<Diagnostic> problems) {
    List<DecisionRule> rules = new ArrayList<>();
    for (YamlPolicy policy : sources.yaml()) {
      boolean meshWide = policy.namespace().equals(settings.rootNamespace());
      policy.rules().forEach(rule -> rules.add(new DecisionRule.FromYaml(policy, rule, meshWide)));
    }
    Map<String, List<Module>> packages = new LinkedHashMap<>();
    for (Module module : sources.rego()) {
      packages.computeIfAbsent(String.join(".", module.path()), p -> new ArrayList<>()).add(module);
    }
    packages.forEach((name, modules) -> rules.addAll(ofPackage(name, modules, problems)));
    return rules;
  }

  private static List<DecisionRule> ofPackage(
      String name, List<Module> modules, List<Diagnostic> problems) {
    Optional<Scope> scope = scope(name, modules, problems);
    Optional<String> layer = scope.map(Scope::layer).or(() -> standardLayer(name));
    if (layer.isEmpty()) {
      return List.of();
    }
    List<DecisionRule> rules = new ArrayList<>();
    for (String rule : List.of("deny", "allow")) {
      if (modules.stream().flatMap(m -> m.rules().stream()).anyMatch(r -> name(r).equals(rule))) {
        modules.forEach(module -> checkKind(module, rule, problems));
        List<String> path = new ArrayList<>(modules.get(0).path());
        path.add(rule);
        rules.add(
            new DecisionRule.FromRego(
                name + "." + rule,
                "g0." + RulePath.name(path),
                rule.equals("deny"),
                layer.get().equals(CONNECTION),
                scope.map(Scope::selector).orElse(Map.of())));
      }
    }
    if (rules.isEmpty()) {
      Module first = modules.get(0);
      problems.add(
          first
              .source()
              .warning(
                  "authz/decides-nothing",
                  "package `" + name + "` has neither `allow` nor `deny`, so it decides nothing",
                  first.packageAt(),
                  "decides nothing",
                  "add a rule `allow` or `deny`"));
    }
    return rules;
  }

  private static Optional<String> standardLayer(String name) {
    return switch (name) {
      case "watchword.connection" -> Optional.of(CONNECTION);
      case "watchword.request" -> Optional.of(REQUEST);
      default -> Optional.empty();
    };
  }

  private static Optional<Scope> scope(
      String name, List<Module> modules, List<Diagnostic> problems) {
    Optional<Scope> first = Optional.empty();
    for (Module module : modules) {
      Optional<Scope> own = Scope.of(module, problems);
      if (own.isEmpty()) {
        continue;
      }
      Scope scope = own.get();
      if (!scope.layer().equals(CONNECTION) && !scope.layer().equals(REQUEST)) {
        problems.add(
            module
                .source()
                .error(
                    "authz/invalid-value",
                    "unknown layer `" + scope.layer() + "` in METADATA",
                    scope.at(),
                    "expected: `connection` or `request`",
                    ""));
      } else if (first.isPresent()
          && !(first.get().layer().equals(scope.layer())
              && first.get().selector().equals(scope.selector()))) {
        problems.add(
            module
                .source()
                .error(
                    "authz/invalid-value",
                    "the files of package `" + name + "` disagree on layer or selector",
                    scope.at(),
                    "differs from " + first.get().at().fileLine(),
                    "use one METADATA block per package, or two packages"));
      } else {
        first = Optional.of(scope);
      }
    }
    if (first.isEmpty() || standardLayer(name).isEmpty()) {
      return first;
    }
    Scope scope = first.get();
    if (!standardLayer(name).get().equals(scope.layer())) {
      problems.add(
          modules
              .get(0)
              .source()
              .error(
                  "authz/invalid-value",
                  "package `" + name + "` cannot be of layer `" + scope.layer() + "`",
                  scope.at(),
                  "contradicts the package's name",
                  "use another package name"));
    }
    return first;
  }

  private static void checkKind(Module module, String name, List<Diagnostic> problems) {
    for (Rule rule : module.rules()) {
      if (!name(rule).equals(name)) {
        continue;
      }
      boolean fits =
          (rule.kind() == Rule.Kind.COMPLETE && rule.head().reference().path().isEmpty())
              || (name.equals("deny") && rule.kind() == Rule.Kind.SET);
      if (!fits) {
        problems.add(
            module
                .source()
                .error(
                    "authz/decision-shape",
                    "`" + name + "` decides nothing in this form",
                    rule.at(),
                    name.equals("deny")
                        ? "expected: a boolean or a set of reasons"
                        : "expected: a boolean or an object with `allowed`",
                    name.equals("deny")
                        ? "write `deny contains \"reason\" if { … }`"
                        : "write `allow if { … }`"));
      }
    }
  }

  private static String name(Rule rule) {
    return rule.head().reference().head() instanceof Term.Var head ? head.name() : "";
  }
}
