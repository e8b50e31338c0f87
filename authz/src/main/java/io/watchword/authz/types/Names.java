package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was written where a variable stands now: its name, or the term that the compiler put into a
/// variable of its own. One rule or query, one thread.
final class Names implements Function<Term.Var, Term> {

  private final Map<String, String> written;
  private final List<Expr> body;
  private @Nullable Map<String, Term> terms;

  /// @param written names by variable
  Names(Map<String, String> written, List<Expr> body) {
    this.written = written;
    this.body = body;
  }

  @Override
  public Term apply(Term.Var variable) {
    String name = written.get(variable.name());
    if (name != null) {
      return new Term.Var(name, variable.at());
    }
    if (!variable.name().startsWith("__local")) {
      return variable;
    }
    if (terms == null) {
      terms = new HashMap<>();
      collect(body, terms);
    }
    return terms.getOrDefault(variable.name(), variable);
  }

  private void collect(List<Expr> statements, Map<String, Term> found) {
    for (Expr expr : statements) {
      switch (expr.goal()) {
        case Expr.Goal.Unify(Term.Var left, Term right) -> {
          if (left.name().startsWith("__local") && !written.containsKey(left.name())) {
            found.putIfAbsent(left.name(), right);
          }
        }
        case Expr.Goal.Every every -> collect(every.body(), found);
        case Expr.Goal.Not not -> collect(not.body(), found);
        case Expr.Goal.And and -> {
          collect(and.left().body(), found);
          collect(and.right().body(), found);
        }
        case Expr.Goal.Or or -> {
          collect(or.left().body(), found);
          collect(or.right().body(), found);
        }
        case Expr.Goal.Unify u -> {}
        case Expr.Goal.Truth t -> {}
        case Expr.Goal.Assign a -> {}
        case Expr.Goal.SomeDeclaration s -> {}
        case Expr.Goal.SomeIn s -> {}
      }
      Closures.each(expr, comprehension -> collect(comprehension.body(), found));
    }
  }
}
