package io.watchword.authz.load;

import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RuleRef;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.rego.Source;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.value.Value;
import io.watchword.authz.yaml.YamlPolicy;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A policy that passed every check and can decide. Immutable and thread-safe. Made only by
/// [PolicyLoader].
public final class LoadedPolicy {

  private final String digest;
  private final Engine engine;
  private final Interpreter interpreter;
  private final Value data;
  private final ResolvedPolicy resolved;
  private final Map<String, List<Definition>> definitions;
  private final List<YamlPolicy> yaml;
  private final List<DecisionRule> rules;
  private final String rootNamespace;
  private final List<Diagnostic> warnings;

  LoadedPolicy(
      LoadSettings settings,
      String digest,
      Engine engine,
      Interpreter interpreter,
      Value data,
      ResolvedPolicy resolved,
      List<YamlPolicy> yaml,
      List<DecisionRule> rules,
      List<Diagnostic> warnings) {
    this.rootNamespace = settings.rootNamespace();
    this.digest = digest;
    this.engine = engine;
    this.interpreter = interpreter;
    this.definitions = definitions(resolved);
    this.data = data;
    this.resolved = resolved;
    this.yaml = List.copyOf(yaml);
    this.rules = List.copyOf(rules);
    this.warnings = List.copyOf(warnings);
  }

  /// `sha256:…` of the bundle, or of the files where they came without one.
  public String digest() {
    return digest;
  }

  /// Policies of this namespace select workloads of all namespaces.
  public String rootNamespace() {
    return rootNamespace;
  }

  /// What is suspicious but no error.
  public List<Diagnostic> warnings() {
    return warnings;
  }

  /// All there is to ask, YAML first, in the order of the files.
  public List<DecisionRule> rules() {
    return rules;
  }

  /// Every rule that can decide, one entry per definition, as decisions will name it.
  public List<RuleRef> references() {
    List<RuleRef> references = new ArrayList<>();
    for (DecisionRule rule : rules) {
      String layer = rule.denies() ? "deny" : "allow";
      switch (rule) {
        case DecisionRule.FromYaml r ->
            references.add(new RuleRef(layer, r.rule().id(), r.rule().at().fileLine()));
        case DecisionRule.FromRego r -> {
          for (Definition definition : definitions(r.function())) {
            Location at = definition.rule().at();
            references.add(reference(layer, r.name(), at.file(), at.line()));
          }
        }
      }
    }
    return references;
  }

  static RuleRef reference(String layer, String name, String file, int line) {
    String shortName = file.substring(file.lastIndexOf('/') + 1);
    return new RuleRef(layer, name + "@" + shortName + ":" + line, file + ":" + line);
  }

  /// The YAML policies, also those without rules.
  public List<YamlPolicy> yamlPolicies() {
    return yaml;
  }

  /// The plan, as `plan.json` would hold it.
  public PlanProgram plan() {
    return interpreter.program();
  }

  /// The definitions of a rule as resolved, defaults apart.
  ///
  /// @param function such as `g0.data.a.allow`
  public List<Definition> definitions(String function) {
    return definitions.getOrDefault(function, List.of());
  }

  private static Map<String, List<Definition>> definitions(ResolvedPolicy resolved) {
    Map<String, List<Definition>> all = new HashMap<>();
    for (Definition definition : resolved.definitions()) {
      Term.Ref reference = definition.rule().head().reference();
      List<String> path = RulePath.constants(reference);
      if (!definition.rule().isDefault()) {
        all.computeIfAbsent("g0." + RulePath.name(path), name -> new ArrayList<>()).add(definition);
      }
    }
    return all;
  }

  /// The text of `file`, for excerpts.
  public Source source(String file) {
    return resolved.source(file).orElseGet(() -> Source.of(file, ""));
  }

  /// What decides.
  public Engine engine() {
    return engine;
  }

  /// The same plan, to be watched while it runs; for explanations.
  public Interpreter interpreter() {
    return interpreter;
  }

  /// The `data` document without rules.
  public Value data() {
    return data;
  }

  /// What concerns `destination`.
  public Selection select(Destination destination) {
    List<DecisionRule> selected = rules.stream().filter(r -> r.selects(destination)).toList();
    boolean yamlAllows =
        yaml.stream()
            .anyMatch(
                policy ->
                    policy.action() == YamlPolicy.Action.ALLOW
                        && selects(policy, isMeshWide(policy), destination));
    return Selection.of(selected, yamlAllows);
  }

  /// Whether a YAML policy applies to all namespaces.
  public boolean isMeshWide(YamlPolicy policy) {
    return policy.namespace().equals(rootNamespace);
  }

  /// Whether a YAML policy of this one applies to `destination`.
  public boolean selects(YamlPolicy policy, Destination destination) {
    return selects(policy, isMeshWide(policy), destination);
  }

  static boolean selects(YamlPolicy policy, boolean meshWide, Destination destination) {
    boolean namespace = meshWide || policy.namespace().equals(destination.namespace());
    return namespace
        && destination.labels().entrySet().containsAll(policy.matchLabels().entrySet());
  }
}
