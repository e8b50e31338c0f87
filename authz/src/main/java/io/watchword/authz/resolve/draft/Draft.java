package io.watchword.authz.resolve.draft;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Source;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A policy while stages rewrite it, in the order of its files.
///
/// @param strict also refuse what is unused, shadowing or deprecated
/// @param problems of the stage that runs
public record Draft(
    List<DraftModule> modules,
    Map<String, Source> sources,
    Capabilities capabilities,
    boolean strict,
    LocalNames names,
    Problems problems) {

  /// `modules` as they were parsed.
  public static Draft of(List<Module> modules, Capabilities capabilities, boolean strict) {
    List<DraftModule> drafts =
        modules.stream()
            .sorted(Comparator.comparing(module -> module.source().file()))
            .map(DraftModule::new)
            .toList();
    return new Draft(
        drafts,
        sources(modules),
        capabilities,
        strict,
        LocalNames.ofPolicy(generatedNames(drafts)),
        new Problems());
  }

  /// The texts of `modules` by their files' names.
  public static Map<String, Source> sources(List<Module> modules) {
    Map<String, Source> sources = new HashMap<>();
    modules.forEach(module -> sources.put(module.source().file(), module.source()));
    return Map.copyOf(sources);
  }

  /// Each rule and each `else` branch of each module.
  public void eachBranch(Consumer<DraftRule> action) {
    modules.forEach(module -> module.eachBranch(action));
  }

  /// Whether the stricter rules of Rego v1 hold for `module`.
  public boolean isStrict(DraftModule module) {
    return strict || module.followsV1();
  }

  private static Set<String> generatedNames(List<DraftModule> modules) {
    Set<String> names = new HashSet<>();
    TermVisitor visitor =
        new TermVisitor() {
          @Override
          protected boolean enter(Term term) {
            if (term instanceof Term.Var variable && Terms.isGenerated(variable.name())) {
              names.add(variable.name());
            }
            return true;
          }
        };
    for (DraftModule module : modules) {
      module.eachBranch(
          rule -> {
            visitor.terms(rule.path());
            rule.visit(visitor);
          });
    }
    return names;
  }
}
