package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Completes every reference to a rule or an import, from `data` or `input` on.
public final class ReferenceStage {

  private final Draft draft;
  private final Map<List<String>, Set<String>> exports;

  private ReferenceStage(Draft draft) {
    this.draft = draft;
    this.exports = exports(draft.modules());
  }

  /// Rewrites the rules of `draft`; in strict mode unused imports are errors.
  public static void run(Draft draft) {
    ReferenceStage stage = new ReferenceStage(draft);
    draft.modules().forEach(stage::module);
  }

  /// First words of the heads of all rules, by package.
  public static Map<List<String>, Set<String>> exports(List<DraftModule> modules) {
    Map<List<String>, Set<String>> exports = new HashMap<>();
    for (DraftModule module : modules) {
      Set<String> names =
          exports.computeIfAbsent(module.written().path(), _ -> new LinkedHashSet<>());
      module.rules().forEach(rule -> names.add(rule.name()));
    }
    return exports;
  }

  private void module(DraftModule module) {
    List<Module.Import> imports = module.written().imports();
    Globals globals =
        new Globals(
            module.path(), exports.getOrDefault(module.written().path(), Set.of()), imports);
    module.eachBranch(rule -> rule(rule, globals));
    if (!draft.strict()) {
      return;
    }
    for (Module.Import one : imports) {
      if (!Globals.isOfLanguage(one) && !globals.isUsed(Globals.nameOf(one))) {
        draft
            .problems()
            .compile(RegoText.of(one) + " unused", one.at(), "never used", "remove the import");
      }
    }
  }

  private void rule(DraftRule rule, Globals globals) {
    ArgumentNames arguments = new ArgumentNames();
    arguments.terms(rule.arguments());
    if (arguments.shadowed.isPresent()) {
      draft
          .problems()
          .compile(
              "args must not shadow "
                  + arguments.shadowed.get()
                  + " (use a different variable name)",
              rule.at(),
              "has an argument called `" + arguments.shadowed.get() + "`",
              "rename the argument");
      return;
    }
    ReferenceMapper mapper = new ReferenceMapper(globals);
    mapper.hide(arguments.names);
    mapper.hide(DeclaredNames.in(rule.body()));
    rule.path(mapper.terms(rule.path()));
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(mapper.term(key)), () -> rule.value(mapper.term(rule.value())));
    rule.body(mapper.body(rule.body()));
  }

  /// Collects what a function's arguments name.
  private static final class ArgumentNames extends TermVisitor {
    private final Set<String> names = new HashSet<>();
    private Optional<String> shadowed = Optional.empty();

    @Override
    protected boolean enter(Term term) {
      switch (term) {
        case Term.Var variable -> {
          names.add(variable.name());
          if (Terms.isRoot(variable) && shadowed.isEmpty()) {
            shadowed = Optional.of(variable.name());
          }
          return false;
        }
        case Term.Ref ref -> {
          if (ref.head() instanceof Term.Var head) {
            names.add(head.name());
          }
          terms(ref.path());
          return false;
        }
        case Term.ObjectTerm object -> {
          object.entries().forEach(entry -> term(entry.value()));
          return false;
        }
        case Term.SetTerm _, Term.Comprehension _, Term.Call _ -> {
          return false;
        }
        default -> {
          return true;
        }
      }
    }
  }
}
