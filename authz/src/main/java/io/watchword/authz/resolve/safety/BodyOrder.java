package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.VariableFinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts the statements of one body in an order in which variables get values before they are
/// needed, moving as little as possible.
final class BodyOrder {

  private final Outputs outputs;
  private final Bound around;
  private final List<Expr> body;
  private final Set<String> bodyVariables = new LinkedHashSet<>();
  private final List<Pending> pending = new ArrayList<>();
  private final Map<String, List<Pending>> users = new HashMap<>();

  /// A statement that has not found its place.
  private static final class Pending {
    private final Expr expr;
    private Set<String> unsafe = new LinkedHashSet<>();
    private Set<String> closedOver = Set.of();
    private boolean retry = true;

    private Pending(Expr expr) {
      this.expr = expr;
    }
  }

  private final boolean forMessages;

  /// What a call that could not be placed would have given, while messages are looked for.
  private final Set<String> expected = new LinkedHashSet<>();

  private BodyOrder(Outputs outputs, Bound around, List<Expr> body, boolean forMessages) {
    this.outputs = outputs;
    this.around = around;
    this.body = body;
    this.forMessages = forMessages;
  }

  /// The statements of `body` that can be ordered; the others, with what they lack, are added to
  /// `unsafe`.
  ///
  /// @param around variables that have values before the body
  static List<Expr> order(Outputs outputs, Bound around, List<Expr> body, Unsafe unsafe) {
    Unsafe found = new Unsafe();
    List<Expr> ordered = new BodyOrder(outputs, around, body, false).order(found);
    if (!found.isEmpty()) {
      // A variable that only lacks a value because a call before it does is not worth an error.
      Unsafe causes = new Unsafe();
      new BodyOrder(outputs, around, body, true).order(causes);
      unsafe.addAll(causes.isEmpty() ? found : causes);
    }
    return ordered;
  }

  private List<Expr> order(Unsafe unsafe) {
    for (Expr expr : body) {
      ImplicitBodies finder = new ImplicitBodies(outputs);
      finder.expr(expr);
      bodyVariables.addAll(finder.places().keySet());
      Pending one = new Pending(expr);
      one.unsafe.addAll(finder.places().keySet());
      one.unsafe.removeIf(around::has);
      pending.add(one);
    }
    pending.forEach(this::watch);
    List<Expr> ordered = new ArrayList<>(body.size());
    Bound safe = around.inner();
    List<Pending> left = new ArrayList<>(pending);
    int before;
    do {
      before = ordered.size();
      left.removeIf(one -> place(one, safe, ordered));
    } while (ordered.size() > before && !left.isEmpty());
    for (Pending one : left) {
      one.unsafe.forEach(name -> unsafe.add(one.expr, name));
    }
    return ordered;
  }

  private void watch(Pending one) {
    VariableFinder closures = new VariableFinder(Set.of());
    new Closures(closures).expr(one.expr);
    Set<String> over = new LinkedHashSet<>(closures.places().keySet());
    over.removeIf(name -> !bodyVariables.contains(name) || around.has(name));
    one.closedOver = over;
    Set<String> watched = new HashSet<>(one.unsafe);
    watched.addAll(over);
    watched.forEach(name -> users.computeIfAbsent(name, _ -> new ArrayList<>()).add(one));
  }

  /// Appends `one` to `ordered` where all it needs has a value.
  private boolean place(Pending one, Bound safe, List<Expr> ordered) {
    if (!one.retry && !forMessages) {
      return false;
    }
    one.retry = false;
    Set<String> gives = forMessages ? expected(one.expr, safe) : outputs.of(one.expr, safe);
    if (!one.closedOver.isEmpty()) {
      if (one.closedOver.equals(gives)) {
        // `x = [y | y = x[_]]`: closes over what it is to give a value to.
        return false;
      }
      one.unsafe = new LinkedHashSet<>(one.closedOver);
    }
    one.unsafe.removeIf(name -> gives.contains(name) || safe.has(name));
    if (!one.unsafe.isEmpty()) {
      return false;
    }
    ordered.add(one.expr);
    for (String name : gives) {
      if (!safe.has(name)) {
        safe.add(name);
        users.getOrDefault(name, List.of()).forEach(user -> user.retry = true);
      }
    }
    return true;
  }

  private Set<String> expected(Expr expr, Bound safe) {
    boolean isCall =
        expr.goal() instanceof Goal.Truth(Term.Call _)
            || (expr.generated() && expr.goal() instanceof Goal.Unify(_, Term.Call _));
    if (isCall) {
      Set<String> gives = outputs.of(expr, safe);
      expected.clear();
      expected.addAll(gives);
      return gives;
    }
    if (!(expr.goal() instanceof Goal.Unify || expr.goal() instanceof Goal.Assign)) {
      return outputs.of(expr, safe);
    }
    Bound more = safe.inner();
    more.addAll(expected);
    Set<String> gives = new LinkedHashSet<>(expected);
    gives.addAll(outputs.of(expr, more));
    expected.clear();
    return gives;
  }

  /// Finds the variables in bodies below a statement.
  private static final class Closures extends TermVisitor {
    private final VariableFinder finder;

    Closures(VariableFinder finder) {
      this.finder = finder;
    }

    @Override
    protected boolean enter(Expr expr) {
      switch (expr.goal()) {
        case Goal.Every every -> finder.body(every.body());
        case Goal.Not not -> finder.body(not.body());
        case Goal.And and -> {
          finder.body(and.left().body());
          finder.body(and.right().body());
        }
        case Goal.Or or -> {
          finder.body(or.left().body());
          finder.body(or.right().body());
        }
        default -> {
          return true;
        }
      }
      expr.with().forEach(this::with);
      return false;
    }

    @Override
    protected boolean enter(Term term) {
      if (term instanceof Term.Comprehension) {
        finder.term(term);
        return false;
      }
      return true;
    }
  }
}
