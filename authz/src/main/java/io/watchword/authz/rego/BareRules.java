package io.watchword.authz.rego;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.value.BooleanValue;
import java.util.List;
import java.util.Optional;

/// Reads statements that stand where rules are expected as rules without a body: `p := 1`, `f(x) =
/// x`, `p.q`.
final class BareRules {

  private final Cursor cursor;
  private final SpellingCheck spelling;

  BareRules(Cursor cursor, SpellingCheck spelling) {
    this.cursor = cursor;
    this.spelling = spelling;
  }

  /// The rule that a body is; empty, and an error recorded, where it is none.
  Optional<Rule> rule(List<Expr> body) {
    Expr expr = body.getFirst();
    if (body.size() != 1) {
      return error("multiple expressions cannot be used for rule head", expr);
    }
    if (!expr.with().isEmpty()) {
      return error("expressions using with keyword cannot be used for rule head", expr);
    }
    if (expr.negated()) {
      return error("negated expressions cannot be used for rule head", expr);
    }
    return switch (expr.goal()) {
      case Goal.SomeDeclaration goal ->
          error("'some' declarations cannot be used for rule head", expr);
      case Goal.SomeIn goal -> error("'some' declarations cannot be used for rule head", expr);
      case Goal.Truth goal -> truth(goal.term(), expr);
      case Goal.Unify goal -> valued(goal.left(), goal.right(), false, expr);
      case Goal.Assign goal -> valued(goal.target(), goal.value(), true, expr);
      case Goal.Every goal -> error("expression cannot be used for rule head", expr);
      case Goal.Not goal -> error("expression cannot be used for rule head", expr);
      case Goal.And goal -> error("expression cannot be used for rule head", expr);
      case Goal.Or goal -> error("expression cannot be used for rule head", expr);
    };
  }

  private Optional<Rule> truth(Term term, Expr expr) {
    if (term instanceof Call call) {
      return function(call, expr);
    }
    if (term instanceof Var name && Memberships.isRoot(name)) {
      return error("refs cannot be used for rule head", expr);
    }
    if (!(term instanceof Ref ref)) {
      return error(Kinds.of(term) + " cannot be used for rule name", expr);
    }
    if (!(ref.head() instanceof Var)) {
      return error("invalid rule head: " + TermText.of(ref), expr);
    }
    Head head = head(ref, Optional.empty(), Optional.empty(), false, term.at());
    boolean set = ref.path().size() == 1;
    return finish(set ? HeadShape.setOf(head) : head, term.at(), !set);
  }

  private Optional<Rule> function(Call call, Expr expr) {
    String name =
        TermText.of(call.function().path().isEmpty() ? call.function().head() : call.function());
    if (name.equals("eq") || name.equals("assign")) {
      return error("assignment requires two operands", expr);
    }
    if (Capabilities.STANDARD.find(name).isPresent()) {
      return error("rule name conflicts with built-in function", expr);
    }
    if (call.arguments().isEmpty()) {
      return error("rule argument list must take at least one argument", expr);
    }
    if (!(call.function().head() instanceof Var)) {
      return error("invalid rule head: " + name, expr);
    }
    Location at = call.function().at();
    return finish(
        head(call.function(), Optional.of(call.arguments()), Optional.empty(), false, at),
        at,
        false);
  }

  private Optional<Rule> valued(Term left, Term value, boolean assigned, Expr expr) {
    Optional<List<Term>> arguments = Optional.empty();
    Ref ref;
    if (left instanceof Call call) {
      arguments = Optional.of(call.arguments()).filter(all -> !all.isEmpty());
      ref = call.function();
    } else if (left instanceof Ref written) {
      ref = written;
    } else if (left instanceof Var name) {
      ref = new Ref(name, List.of(), name.at());
    } else {
      return error(Kinds.of(left) + " cannot be used for rule name", expr);
    }
    if (!(ref.head() instanceof Var)) {
      return error("invalid rule head: " + TermText.of(ref), expr);
    }
    return finish(head(ref, arguments, Optional.of(value), assigned, expr.at()), expr.at(), false);
  }

  private static Head head(
      Ref ref,
      Optional<List<Term>> arguments,
      Optional<Term> value,
      boolean assigned,
      Location at) {
    return new Head(
        ref,
        arguments,
        Optional.empty(),
        value.orElseGet(() -> new Scalar(BooleanValue.TRUE, at)),
        assigned,
        value.isPresent(),
        at);
  }

  private Optional<Rule> finish(Head head, Location at, boolean noValue) {
    Rule rule = new Rule(head, List.of(), Optional.empty(), false, List.of(), at);
    spelling.checkBare(rule, noValue);
    return Optional.of(rule);
  }

  private Optional<Rule> error(String message, Expr expr) {
    cursor.misplaced(message, expr.at(), "not a rule");
    return Optional.empty();
  }
}
