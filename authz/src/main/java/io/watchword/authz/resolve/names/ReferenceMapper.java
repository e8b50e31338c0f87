package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Replaces names of rules and imports by what they mean, where no local variable hides them.
final class ReferenceMapper extends TermMapper {

  private final Globals globals;
  private final Deque<Set<String>> hidden = new ArrayDeque<>();

  ReferenceMapper(Globals globals) {
    this.globals = globals;
  }

  /// Hides `names` until they are shown again.
  void hide(Set<String> names) {
    hidden.push(names);
  }

  /// Takes back the last [#hide].
  void show() {
    hidden.pop();
  }

  @Override
  public Term term(Term term) {
    return switch (term) {
      case Term.Var variable -> meaning(variable.name(), variable.at()).orElse(variable);
      case Term.Comprehension comprehension -> {
        hide(DeclaredNames.in(comprehension.body()));
        Term mapped = below(comprehension);
        show();
        yield mapped;
      }
      default -> below(term);
    };
  }

  @Override
  protected Goal goal(Goal goal) {
    if (!(goal instanceof Goal.Every every)) {
      return super.goal(goal);
    }
    Set<String> locals = new HashSet<>();
    every.key().ifPresent(key -> locals.add(key.name()));
    locals.add(every.value().name());
    hide(locals);
    Goal mapped = super.goal(every);
    show();
    return mapped;
  }

  // A rule called `eq` or `assign` takes the place of the operator, as any function does.
  @Override
  public Expr expr(Expr expr) {
    return switch (expr.goal()) {
      case Goal.Unify(Term left, Term right) -> below(asCall(expr, "eq", left, right));
      case Goal.Assign(Term left, Term right) -> below(asCall(expr, "assign", left, right));
      default -> below(expr);
    };
  }

  private Expr asCall(Expr expr, String operator, Term left, Term right) {
    if (meaning(operator, expr.at()).isEmpty()) {
      return expr;
    }
    Term call = Term.Call.of(operator, List.of(left, right), expr.at());
    return new Expr(new Goal.Truth(call), expr.negated(), expr.with(), expr.generated(), expr.at());
  }

  private Optional<Term> meaning(String name, Location at) {
    for (Set<String> names : hidden) {
      if (names.contains(name)) {
        return Optional.empty();
      }
    }
    return globals.meaning(name, at);
  }
}
