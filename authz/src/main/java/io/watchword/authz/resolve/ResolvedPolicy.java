package io.watchword.authz.resolve;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Source;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.metadata.AnnotationLink;
import io.watchword.authz.resolve.names.ReferenceStage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All modules of a policy with names, order and safety settled. Made by [Resolver] only.
/// Immutable.
///
/// In it
/// - references to rules and imports are complete from `data` on; `input` stays, and `input` and
///   `data` alone are variables of that name;
/// - local variables have names of their own within the policy (`__local7__`), `_` is `$…`;
/// - a call stands only as a [io.watchword.authz.rego.Expr.Goal.Truth], or as the right side of a
///   generated [io.watchword.authz.rego.Expr.Goal.Unify] whose left side is its result;
/// - operands of calls and parts of references are constants, variables and collections of them;
///   `some` and `:=` are gone; bodies stand in an order that binds before use;
/// - a `with` value that names a function, `count` or `data.a.f`, replaces its target as a
///   function.
public final class ResolvedPolicy {

  private final ResolveSettings settings;
  private final List<Module> modules;
  private final List<Definition> definitions;
  private final List<Definition> inDependencyOrder;
  private final Map<String, String> writtenNames;
  private final Map<String, Term> standsFor;
  private final Map<String, Source> sources;
  private final Map<Rule, List<AnnotationLink>> annotations;
  private final Map<List<String>, Set<String>> exports;
  private final RuleTree tree;

  private ResolvedPolicy(Draft draft, ResolveSettings settings, RuleTree tree, Finished finished) {
    this.settings = settings;
    this.modules = draft.modules().stream().map(DraftModule::written).toList();
    this.definitions = finished.definitions;
    this.inDependencyOrder = finished.inDependencyOrder;
    this.writtenNames = Map.copyOf(draft.names().written());
    this.standsFor = Map.copyOf(draft.names().standsFor());
    this.sources = draft.sources();
    this.annotations = finished.annotations;
    this.exports = ReferenceStage.exports(draft.modules());
    this.tree = tree;
  }

  /// The rules in their final form.
  private static final class Finished {
    private final List<Definition> definitions = new ArrayList<>();
    private final List<Definition> inDependencyOrder = new ArrayList<>();
    private final Map<Rule, List<AnnotationLink>> annotations = new IdentityHashMap<>();
  }

  static ResolvedPolicy of(Draft draft, ResolveSettings settings, Stages.Found found) {
    Finished finished = new Finished();
    Map<DraftRule, Definition> byDraft = new IdentityHashMap<>();
    for (DraftModule module : draft.modules()) {
      for (DraftRule rule : module.rules()) {
        Definition definition = new Definition(module.written(), rule.finished());
        finished.definitions.add(definition);
        finished.annotations.put(definition.rule(), found.annotations().chain(rule));
        byDraft.put(rule, definition);
      }
    }
    for (DraftRule rule : found.order().sorted()) {
      Definition definition = byDraft.get(rule);
      if (definition != null) {
        finished.inDependencyOrder.add(definition);
      }
    }
    return new ResolvedPolicy(draft, settings, found.tree(), finished);
  }

  static ResolvedPolicy unusable(Draft draft, ResolveSettings settings) {
    return new ResolvedPolicy(draft, settings, RuleTree.of(List.of()), new Finished());
  }

  /// As they were parsed, in order of their files.
  public List<Module> modules() {
    return modules;
  }

  /// In order of files, then of text.
  public List<Definition> definitions() {
    return List.copyOf(definitions);
  }

  /// The same, each after those it needs.
  public List<Definition> inDependencyOrder() {
    return List.copyOf(inDependencyOrder);
  }

  /// Generated variable to the name in the text. One without an entry was made by the compiler.
  public Map<String, String> writtenNames() {
    return writtenNames;
  }

  /// Generated variable to the term whose value it holds, for messages: `__local3__` to
  /// `input.list`.
  public Map<String, Term> standsFor() {
    return standsFor;
  }

  /// The text of `file`.
  public Optional<Source> source(String file) {
    return Optional.ofNullable(sources.get(file));
  }

  /// The METADATA that holds for `definition`, nearest first.
  public List<AnnotationLink> annotations(Definition definition) {
    return annotations.getOrDefault(definition.rule(), List.of());
  }

  ResolveSettings settings() {
    return settings;
  }

  RuleTree tree() {
    return tree;
  }

  Map<List<String>, Set<String>> exports() {
    return exports;
  }
}
