package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Orders a body and all bodies in it, or tells which variables never get a value.
public final class SafeOrder {

  private final Outputs outputs;

  /// Orders by what statements give values to.
  public SafeOrder(Outputs outputs) {
    this.outputs = outputs;
  }

  /// `body` in an order that binds before use; itself where there is none, with errors.
  ///
  /// @param known variables that have values before it
  /// @param scope ` in rule p` for messages, where the place alone does not tell
  public List<Expr> order(
      List<Expr> body,
      Set<String> known,
      Problems problems,
      UnaryOperator<String> writtenName,
      Supplier<String> scope) {
    Unsafe unsafe = new Unsafe();
    List<Expr> ordered = order(body, Bound.of(known), unsafe);
    if (unsafe.isEmpty()) {
      return ordered;
    }
    int before = problems.count();
    unsafe.report(problems, writtenName, scope.get());
    return problems.count() == before ? ordered : body;
  }

  private List<Expr> order(List<Expr> body, Bound around, Unsafe unsafe) {
    List<Expr> ordered = BodyOrder.order(outputs, around, body, unsafe);
    Bound known = around.inner();
    List<Expr> result = new ArrayList<>(ordered.size());
    for (Expr expr : ordered) {
      result.add(new Inner(expr, known, unsafe).expr(expr));
      ImplicitBodies finder = new ImplicitBodies(outputs);
      finder.expr(expr);
      known.addAll(finder.places().keySet());
    }
    return result;
  }

  /// Orders the bodies below one statement.
  private final class Inner extends TermMapper {
    private final Expr current;
    private final Bound known;
    private final Unsafe unsafe;

    private Inner(Expr current, Bound known, Unsafe unsafe) {
      this.current = current;
      this.known = known;
      this.unsafe = unsafe;
    }

    @Override
    protected Goal goal(Goal goal) {
      if (goal instanceof Goal.Every every) {
        known.add(every.value().name());
        every.key().ifPresent(key -> known.add(key.name()));
      }
      return super.goal(goal);
    }

    @Override
    public List<Expr> body(List<Expr> body) {
      return inner(body, Set.of());
    }

    @Override
    public Term term(Term term) {
      if (!(term instanceof Term.Comprehension comprehension)) {
        return below(term);
      }
      Set<String> collected = new LinkedHashSet<>(VariableFinder.all(comprehension.value()));
      comprehension.key().ifPresent(key -> collected.addAll(VariableFinder.all(key)));
      return new Term.Comprehension(
          comprehension.kind(),
          comprehension.key(),
          comprehension.value(),
          inner(comprehension.body(), collected),
          comprehension.at());
    }

    private List<Expr> inner(List<Expr> body, Set<String> collected) {
      if (!collected.isEmpty()) {
        ImplicitBodies finder = new ImplicitBodies(outputs);
        finder.body(body);
        for (String name : collected) {
          if (!finder.places().containsKey(name) && !known.has(name)) {
            unsafe.add(current, name);
          }
        }
      }
      Unsafe below = new Unsafe();
      List<Expr> ordered = order(body, known, below);
      if (below.isEmpty()) {
        return ordered;
      }
      unsafe.addAll(below);
      return body;
    }
  }
}
