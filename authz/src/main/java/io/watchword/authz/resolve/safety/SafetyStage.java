package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Sees to it that every variable of every rule has a value where it is needed.
public final class SafetyStage {

  private final Draft draft;
  private final SafeOrder order;

  /// Looks at the rules of `draft`.
  public SafetyStage(Draft draft, Outputs outputs) {
    this.draft = draft;
    this.order = new SafeOrder(outputs);
  }

  /// Adds an error for each variable of a head that its body does not have.
  public void checkHeads() {
    draft.modules().forEach(this::checkHeads);
  }

  private void checkHeads(DraftModule module) {
    Scopes scopes = new Scopes(module);
    module.eachBranch(
        rule -> {
          VariableFinder used = new VariableFinder(Set.of());
          used.terms(rule.path());
          rule.key().ifPresentOrElse(used::term, () -> used.term(rule.value()));
          if (!used.places().isEmpty()) {
            checkHead(rule, used.places(), scopes);
          }
        });
  }

  private void checkHead(DraftRule rule, Map<String, Location> used, Scopes scopes) {
    VariableFinder bound = new VariableFinder(Unifier.NEEDED);
    bound.body(rule.body());
    VariableFinder arguments = new VariableFinder(Set.of());
    arguments.terms(rule.arguments());
    used.forEach(
        (name, at) -> {
          if (bound.places().containsKey(name) || arguments.places().containsKey(name)) {
            return;
          }
          String written = draft.names().writtenName(name);
          if (!Terms.isGenerated(written)) {
            String shown = RegoText.name(written);
            draft
                .problems()
                .unsafe(
                    "var " + shown + " is unsafe" + scopes.of(rule),
                    at,
                    "`" + shown + "` has no value",
                    "bind `" + shown + "` in the rule's body");
          }
        });
  }

  /// Orders every body, or adds errors for variables that never get a value.
  public void orderBodies() {
    for (DraftModule module : draft.modules()) {
      Scopes scopes = new Scopes(module);
      module.eachBranch(rule -> orderBody(rule, scopes));
    }
  }

  private void orderBody(DraftRule rule, Scopes scopes) {
    if (rule.body().isEmpty()) {
      return;
    }
    VariableFinder known = new VariableFinder(Set.of());
    known.terms(rule.arguments());
    Set<String> names = known.names();
    names.addAll(Terms.ROOTS);
    rule.body(
        order.order(
            rule.body(),
            names,
            draft.problems(),
            draft.names()::writtenName,
            () -> scopes.of(rule)));
  }

  /// Names the rule in messages where a line holds rules of several names.
  private static final class Scopes {
    private final DraftModule module;
    private final Set<Integer> shared = new HashSet<>();
    private boolean built;

    Scopes(DraftModule module) {
      this.module = module;
    }

    private String of(DraftRule rule) {
      if (!built) {
        build();
        built = true;
      }
      return shared.contains(rule.at().line()) ? " in rule " + name(rule) : "";
    }

    private void build() {
      Map<Integer, String> first = new HashMap<>();
      module.eachBranch(
          rule -> {
            String name = name(rule);
            if (!first.computeIfAbsent(rule.at().line(), _ -> name).equals(name)) {
              shared.add(rule.at().line());
            }
          });
    }

    private static String name(DraftRule rule) {
      Term reference = rule.groundReference();
      return RegoText.of(reference);
    }
  }
}
