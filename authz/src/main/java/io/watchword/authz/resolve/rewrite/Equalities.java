package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.Terms;
import java.util.List;
import java.util.function.ToIntFunction;

/// Writes `:=`, and in rules `==`, as `=`, once safety has told them apart.
public final class Equalities extends TermMapper {

  private final boolean comparisons;

  private Equalities(boolean comparisons) {
    this.comparisons = comparisons;
  }

  /// Rewrites the rules of `draft`.
  public static void run(Draft draft) {
    Equalities mapper = new Equalities(true);
    draft.modules().forEach(module -> module.map(mapper));
  }

  /// A query's body; its `==` stay, since they have a value there.
  public static List<Expr> query(List<Expr> body) {
    return new Equalities(false).body(body);
  }

  @Override
  protected Goal goal(Goal goal) {
    Goal mapped = super.goal(goal);
    return switch (mapped) {
      case Goal.Assign(Term target, Term value) -> new Goal.Unify(target, value);
      case Goal.Truth(Term.Call call)
          when comparisons
              && call.arguments().size() == 2
              && Terms.functionName(call).equals("equal") ->
          new Goal.Unify(call.arguments().getFirst(), call.arguments().getLast());
      default -> mapped;
    };
  }

  /// Writes calls that name their result, `plus(1, 2, x)`, as `x = plus(1, 2)`.
  ///
  /// @param arity how many arguments a call's function takes
  public static TermMapper results(ToIntFunction<Term.Call> arity) {
    return new TermMapper() {
      @Override
      public Expr expr(Expr expr) {
        Expr mapped = below(expr);
        if (!(mapped.goal() instanceof Goal.Truth(Term.Call call))) {
          return mapped;
        }
        List<Term> arguments = call.arguments();
        int proper = arguments.size() - 1;
        boolean isRule = proper == 0 && Terms.isUnder("data", call.function());
        if (proper < 0 || isRule || arity.applyAsInt(call) != proper) {
          return mapped;
        }
        Term inner = new Term.Call(call.function(), arguments.subList(0, proper), call.at());
        return new Expr(
            new Goal.Unify(arguments.getLast(), inner),
            mapped.negated(),
            mapped.with(),
            true,
            mapped.at());
      }
    };
  }
}
