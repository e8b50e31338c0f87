package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import java.util.ArrayList;
import java.util.List;

/// Checks bodies, statement by statement, in the order in which they bind. One check, one thread.
final class BodyChecker {

  private static final Type.FunctionOf EQUALITY =
      Type.FunctionOf.of(List.of(Type.ANY, Type.ANY), Type.Scalar.BOOLEAN);

  private final Overlays overlays;
  private final boolean undefinedFunctions;
  private final Comprehensions comprehensions = new Comprehensions(this);
  private Problems problems = new Problems(variable -> variable);

  /// @param undefinedFunctions whether calls of unknown functions are let through
  BodyChecker(Overlays overlays, boolean undefinedFunctions) {
    this.overlays = overlays;
    this.undefinedFunctions = undefinedFunctions;
  }

  /// What is known after a body, and what is wrong with it.
  record Checked(Environment known, List<Problem> problems) {}

  Comprehensions comprehensions() {
    return comprehensions;
  }

  /// Begins with another rule or query.
  void begin(Problems words) {
    problems = words;
    comprehensions.clear();
  }

  Checked check(Environment around, List<Expr> body) {
    Environment known = around.inner();
    List<Problem> found = new ArrayList<>();
    for (Expr expr : body) {
      check(expr.with().isEmpty() ? known : overlays.under(known, expr), expr, found);
    }
    return new Checked(known, List.copyOf(found));
  }

  private void check(Environment known, Expr expr, List<Problem> found) {
    List<Problem> more = new ArrayList<>();
    Closures.each(
        expr,
        comprehension -> {
          List<Problem> inside = comprehensions.problems(known, comprehension);
          if (!inside.isEmpty()) {
            // One comprehension's problems are enough for one statement.
            more.clear();
            more.addAll(inside);
          }
        });
    more.addAll(new RefChecker(known, problems).check(expr));
    // Where something inside is wrong, that its type is not known is no news.
    List<Problem> own = statement(known, expr);
    own.stream().filter(problem -> more.isEmpty() || !problem.isVague()).forEach(more::add);
    found.addAll(more);
  }

  private List<Problem> statement(Environment known, Expr expr) {
    for (Expr.With with : expr.with()) {
      List<Problem> replaced = replacement(known, with);
      if (!replaced.isEmpty()) {
        return replaced;
      }
    }
    return switch (expr.goal()) {
      case Expr.Goal.Truth(Term.Call call) -> call(known, expr, call.function(), call.arguments());
      case Expr.Goal.Unify(Term left, Term.Call call) -> {
        List<Term> arguments = new ArrayList<>(call.arguments());
        arguments.add(left);
        yield call(known, expr, call.function(), arguments);
      }
      case Expr.Goal.Unify unify -> unify(known, expr, unify.left(), unify.right());
      case Expr.Goal.Assign assign -> unify(known, expr, assign.target(), assign.value());
      case Expr.Goal.Truth t -> List.of();
      case Expr.Goal.SomeDeclaration s -> List.of();
      case Expr.Goal.SomeIn s -> List.of();
      case Expr.Goal.Every e -> List.of();
      case Expr.Goal.Not n -> List.of();
      case Expr.Goal.And a -> List.of();
      case Expr.Goal.Or o -> List.of();
    };
  }

  private List<Problem> replacement(Environment known, Expr.With with) {
    if (known.typeOf(with.target()) instanceof Type.FunctionOf wanted
        && known.typeOf(with.value()) instanceof Type.FunctionOf given
        && !Compatible.are(wanted, given)) {
      return List.of(
          problems.arguments(
              Overlays.reference(with.target()),
              with.at(),
              "arity mismatch",
              new Problems.Arguments(given.parameters(), wanted.parameters(), wanted.variadic())));
    }
    return List.of();
  }

  private List<Problem> unify(Environment known, Expr expr, Term left, Term right) {
    Type typeLeft = known.typeOf(left);
    Type typeRight = known.typeOf(right);
    return new Unification(known).match(left, typeLeft, right, typeRight)
        ? List.of()
        : List.of(problems.match(expr.at(), typeLeft, typeRight));
  }

  private List<Problem> call(
      Environment known, Expr expr, Term.Ref function, List<Term> arguments) {
    if (isEquality(function)) {
      return equality(known, expr, function, arguments);
    }
    Type type = known.reference(function);
    if (Types.isEverything(type)) {
      return List.of();
    }
    if (!(type instanceof Type.FunctionOf wanted)) {
      return type instanceof Type.Unknown && undefinedFunctions
          ? List.of()
          : List.of(problems.undefinedFunction(function, expr.at()));
    }
    return arguments(known, expr, new Call(function, wanted, arguments));
  }

  private static boolean isEquality(Term.Ref function) {
    return function.path().isEmpty()
        && function.head() instanceof Term.Var variable
        && variable.name().equals("eq");
  }

  private List<Problem> equality(
      Environment known, Expr expr, Term.Ref function, List<Term> arguments) {
    if (arguments.size() == 2) {
      return unify(known, expr, arguments.get(0), arguments.get(1));
    }
    Call call = new Call(function, EQUALITY, arguments);
    return List.of(
        problem(
            known, expr, call, arguments.size() < 2 ? "too few arguments" : "too many arguments"));
  }

  private record Call(Term.Ref function, Type.FunctionOf wanted, List<Term> arguments) {

    /// Parameters, and the result as one more.
    List<Type> parameters() {
      List<Type> all = new ArrayList<>(wanted.parameters());
      if (wanted.hasResult()) {
        all.add(wanted.result());
      }
      return all;
    }
  }

  private List<Problem> arguments(Environment known, Expr expr, Call call) {
    List<Type> wanted = call.parameters();
    List<Term> given = call.arguments();
    if (given.size() > wanted.size() && !call.wanted().isVariadic()) {
      return List.of(problem(known, expr, call, "too many arguments"));
    }
    if (given.size() < call.wanted().parameters().size()) {
      return List.of(problem(known, expr, call, "too few arguments"));
    }
    List<Type> have = given.stream().map(known::typeOf).toList();
    for (int i = 0; i < given.size(); i++) {
      Type want = i < wanted.size() ? wanted.get(i) : call.wanted().variadic();
      if (!Types.isUnknown(have.get(i)) && !Compatible.are(have.get(i), want)) {
        return List.of(problem(expr, call, have));
      }
      if (!new Unification(known).match(given.get(i), want)) {
        return List.of(problem(known, expr, call, "invalid argument(s)"));
      }
    }
    return List.of();
  }

  private Problem problem(Environment known, Expr expr, Call call, String what) {
    return problem(expr, call, what, call.arguments().stream().map(known::typeOf).toList());
  }

  private Problem problem(Expr expr, Call call, List<Type> have) {
    return problem(expr, call, "invalid argument(s)", have);
  }

  private Problem problem(Expr expr, Call call, String what, List<Type> have) {
    return problems.arguments(
        call.function(),
        expr.at(),
        what,
        new Problems.Arguments(have, call.parameters(), call.wanted().variadic()));
  }
}
