package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Type;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Refuses calls of what is no function, with a wrong number of arguments, of functions without a
/// value where one is needed, and of functions that are not wanted.
public final class FunctionCheck {

  private final Capabilities capabilities;
  private final Problems problems;
  private final UnaryOperator<String> writtenName;

  /// What is needed to check calls of a policy or a query.
  public FunctionCheck(
      Capabilities capabilities, Problems problems, UnaryOperator<String> writtenName) {
    this.capabilities = capabilities;
    this.problems = problems;
    this.writtenName = writtenName;
  }

  /// Adds an error for each call with a value that is needed and not there, such as `x :=
  /// print(1)`.
  public TermVisitor voidCalls() {
    return new TermVisitor() {
      @Override
      protected boolean enter(Expr expr) {
        if (!(expr.goal() instanceof Goal.Truth(Term.Call call))) {
          return true;
        }
        terms(call.arguments());
        expr.with().forEach(this::with);
        return false;
      }

      @Override
      protected boolean enter(Term term) {
        if (term instanceof Term.Call call
            && signature(call).map(one -> one.result() instanceof Type.Unknown).orElse(false)) {
          problems.type(
              RegoText.of(call, writtenName) + " used as value",
              call.at(),
              "has no value",
              "call it as a statement of its own");
        }
        return true;
      }
    };
  }

  /// Adds an error for each call of no function, or with a wrong number of arguments.
  public TermVisitor undefined(RuleTree tree) {
    return new TermVisitor() {
      @Override
      protected boolean enter(Expr expr) {
        return switch (expr.goal()) {
          case Goal.Truth(Term.Call call) -> isDefined(expr, call, tree);
          case Goal.Unify(_, Term.Call call) when expr.generated() -> isDefined(expr, call, tree);
          default -> true;
        };
      }
    };
  }

  private boolean isDefined(Expr expr, Term.Call call, RuleTree tree) {
    int arity = tree.arity(call, capabilities);
    int count = call.arguments().size();
    String function = RegoText.of(call.function(), writtenName);
    if (arity < 0) {
      problems.type(
          "undefined function " + function,
          expr.at(),
          "no rule and no built-in has this name",
          "define `" + function + "`, or check its spelling and imports");
      return false;
    }
    boolean isRight =
        expr.goal() instanceof Goal.Unify
            ? count == arity || function.equals("eq")
            : count == arity || count == arity + 1;
    if (!isRight) {
      wrongCount(expr.at(), call, function, arity);
    }
    return isRight;
  }

  private void wrongCount(Location at, Term.Call call, String function, int arity) {
    Optional<Signature> builtin = signature(call);
    int count = call.arguments().size();
    problems.type(
        builtin.isPresent()
            ? function + ": arity mismatch"
            : "function "
                + function
                + " has arity "
                + arity
                + ", got "
                + count
                + (count == 1 ? " argument" : " arguments"),
        at,
        "has " + count + (count == 1 ? " argument" : " arguments") + ", takes " + arity,
        builtin.map(one -> "its type is " + one.type()).orElse("give it " + arity));
  }

  /// Adds an error for each call of a deprecated built-in.
  public TermVisitor deprecated() {
    return new TermVisitor() {
      @Override
      protected boolean enter(Expr expr) {
        callOf(expr).ifPresent(call -> refuseDeprecated(call, expr.at()));
        return true;
      }
    };
  }

  private void refuseDeprecated(Term.Call call, Location at) {
    Optional<Signature> builtin = signature(call);
    if (builtin.isPresent() && builtin.get().isDeprecated()) {
      problems.type(
          "deprecated built-in function calls in expression: " + builtin.get().name(),
          at,
          "deprecated",
          "use another built-in");
    }
  }

  /// Adds an error for each call of one of `names`.
  public TermVisitor forbidden(Set<String> names) {
    return new TermVisitor() {
      @Override
      protected boolean enter(Expr expr) {
        Optional<String> name = callOf(expr).map(Terms::functionName).filter(names::contains);
        if (name.isPresent()) {
          problems.type(
              "unsafe built-in function calls in expression: " + name.get(),
              expr.at(),
              "may not be called here",
              "remove the call, or allow the built-in");
        }
        return true;
      }
    };
  }

  private static Optional<Term.Call> callOf(Expr expr) {
    return switch (expr.goal()) {
      case Goal.Truth(Term.Call call) -> Optional.of(call);
      case Goal.Unify(_, Term.Call call) -> Optional.of(call);
      default -> Optional.empty();
    };
  }

  private Optional<Signature> signature(Term.Call call) {
    return capabilities.find(Terms.functionName(call));
  }
}
