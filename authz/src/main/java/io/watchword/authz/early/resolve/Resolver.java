package io.watchword.authz.early.resolve;

import io.watchword.authz.early.rego.Module;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.RulePath;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// AST to [ResolvedPolicy]: what every name means, what order every body runs in, that no rule
/// needs itself. Stateless.
public final class Resolver {

  private Resolver() {}

  /// @param problems where errors are added; if any are, the result must not be used
  public static ResolvedPolicy resolve(List<Module> modules, List<Diagnostic> problems) {
    Map<String, Set<String>> packages = new HashMap<>();
    Map<String, Rule.Kind> kinds = new HashMap<>();
    Map<String, Integer> arities = new HashMap<>();
    Map<String, Source> sources = new HashMap<>();
    for (Module module : modules) {
      sources.put(module.source().file(), module.source());
      for (Rule rule : module.rules()) {
        packages.computeIfAbsent(module.packageName(), p -> new HashSet<>()).add(rule.name());
        Rule.Kind before = kinds.putIfAbsent(name(module, rule), rule.kind());
        if (rule.kind() == Rule.Kind.FUNCTION) {
          arities.putIfAbsent(name(module, rule), rule.arguments().size());
        }
        if (before != null && before != rule.kind()) {
          problems.add(conflict(module, rule));
        }
      }
    }
    Map<String, List<ResolvedPolicy.Definition>> definitions = new LinkedHashMap<>();
    for (Module module : modules) {
      Set<String> rules = packages.getOrDefault(module.packageName(), Set.of());
      ModuleResolver resolver = new ModuleResolver(module, rules, kinds, arities, problems);
      for (Rule rule : module.rules()) {
        definitions
            .computeIfAbsent(name(module, rule), n -> new ArrayList<>())
            .add(new ResolvedPolicy.Definition(module, resolver.resolve(rule)));
      }
    }
    Map<String, ResolvedPolicy.Group> groups = new LinkedHashMap<>();
    definitions.forEach((name, all) -> groups.put(name, group(name, all, problems)));
    ResolvedPolicy policy = new ResolvedPolicy(groups, sources);
    RuleGraph.of(policy).reportCycles(problems);
    return policy;
  }

  private static String name(Module module, Rule rule) {
    List<String> path = new ArrayList<>(module.path());
    path.add(rule.name());
    return RulePath.name(path);
  }

  private static ResolvedPolicy.Group group(
      String name, List<ResolvedPolicy.Definition> all, List<Diagnostic> problems) {
    List<ResolvedPolicy.Definition> fallbacks =
        all.stream().filter(d -> d.rule().isDefault()).toList();
    if (fallbacks.size() > 1) {
      ResolvedPolicy.Definition second = fallbacks.get(1);
      problems.add(
          second
              .module()
              .source()
              .error(
                  "rego_type_error",
                  "rule `" + name + "` has more than one default",
                  second.rule().at(),
                  "the second default",
                  "keep one of them"));
    }
    checkArity(name, all, problems);
    ResolvedPolicy.Definition first = all.get(0);
    List<String> path = new ArrayList<>(first.module().path());
    path.add(first.rule().name());
    return new ResolvedPolicy.Group(
        name,
        path,
        first.rule().kind(),
        fallbacks.isEmpty() ? Optional.empty() : Optional.of(fallbacks.get(0)),
        all.stream().filter(d -> !d.rule().isDefault()).toList());
  }

  private static void checkArity(
      String name, List<ResolvedPolicy.Definition> all, List<Diagnostic> problems) {
    int arity = all.get(0).rule().arguments().size();
    for (ResolvedPolicy.Definition definition : all) {
      if (definition.rule().arguments().size() != arity) {
        problems.add(
            definition
                .module()
                .source()
                .error(
                    "rego_type_error",
                    "function `" + name + "` is defined with different numbers of arguments",
                    definition.rule().at(),
                    definition.rule().arguments().size() + " here, " + arity + " before",
                    "give all definitions the same number of arguments"));
      }
    }
  }

  private static Diagnostic conflict(Module module, Rule rule) {
    return module
        .source()
        .error(
            "rego_type_error",
            "rule `"
                + name(module, rule)
                + "` is defined both as a value and as a set, object or function",
            rule.at(),
            "differs from the definitions before",
            "use `contains` in all definitions of the rule, or in none");
  }
}
