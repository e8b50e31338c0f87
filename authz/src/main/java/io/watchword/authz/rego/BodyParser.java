package io.watchword.authz.rego;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads bodies: statements separated by lines or semicolons.
final class BodyParser {

  private static final String MEMBERSHIP = "expected `x in xs` or `x, y in xs` expression";

  private final Cursor cursor;
  private final TermParser terms;
  private final LogicalParser logical;
  private final LogicalErrors errors;
  private boolean notBodies;

  BodyParser(Cursor cursor) {
    this.cursor = cursor;
    this.terms = new TermParser(cursor, this);
    this.logical = new LogicalParser(cursor, this);
    this.errors = new LogicalErrors(cursor);
  }

  TermParser terms() {
    return terms;
  }

  /// Gives `not` the meaning of the future keyword from here on.
  void useNotBodies() {
    notBodies = true;
  }

  /// A body up to `end`, where the cursor stays.
  List<Expr> body(TokenKind end) {
    cursor.enter();
    List<Expr> body = query(false, end);
    cursor.leave();
    return body;
  }

  /// Statements up to `end`; with `onlySemicolons` a new line ends them as well.
  List<Expr> query(boolean onlySemicolons, TokenKind end) {
    if (cursor.is(end)) {
      throw cursor.fail("found empty body", "expected at least one expression");
    }
    List<Expr> body = new ArrayList<>();
    while (true) {
      body.add(literal());
      if (cursor.is(TokenKind.SEMICOLON)) {
        cursor.advance();
        continue;
      }
      if (onlySemicolons || cursor.is(end)) {
        return body;
      }
      if (!cursor.isAfterNewLine()) {
        throw cursor.illegal("expected \\n or ; or " + end.text());
      }
    }
  }

  boolean hasNotBodies() {
    return notBodies;
  }

  /// One statement.
  Expr literal() {
    int start = cursor.start();
    Location at = cursor.at();
    Expr expr = statement(start);
    Location whole = cursor.extend(at, start);
    Goal goal = expr.goal();
    if (goal instanceof Goal.Not not && !not.braces()) {
      List<Expr> body =
          not.body().stream()
              .map(it -> new Expr(it.goal(), it.negated(), it.with(), it.generated(), whole))
              .toList();
      goal = new Goal.Not(body, false);
    }
    return new Expr(goal, expr.negated(), expr.with(), false, cursor.since(start));
  }

  private Expr statement(int start) {
    if (logical.isActive()) {
      Optional<Expr> expr = logical.statement();
      if (expr.isPresent()) {
        return expr.get();
      }
    }
    if (cursor.keywordAsRefHead()) {
      return expression(false, start);
    }
    boolean negated = negation();
    if (negated && notBodies && cursor.is(TokenKind.LEFT_BRACE)) {
      return logical.fold(LogicalParser.Side.of(notBody(start)));
    }
    if (negated && cursor.is(TokenKind.SOME)) {
      throw cursor.illegal("illegal negation of 'some'");
    }
    if (negated && cursor.is(TokenKind.EVERY)) {
      throw cursor.illegal("illegal negation of 'every'");
    }
    return switch (cursor.kind()) {
      case SOME -> some(start);
      case EVERY -> every(start);
      default -> expression(negated, start);
    };
  }

  /// Skips `not`, unless it is the head of a reference; whether it was there.
  boolean negation() {
    if (!cursor.is(TokenKind.NOT) || cursor.followsAtOnce(TokenKind.DOT, TokenKind.LEFT_BRACKET)) {
      return false;
    }
    cursor.advance();
    return true;
  }

  private Expr expression(boolean negated, int start) {
    if (negated && notBodies && cursor.is(TokenKind.LEFT_PAREN)) {
      Optional<LogicalParser.Side> group = logical.group(true, "not ");
      if (group.isPresent()) {
        return logical.fold(LogicalParser.Side.of(logical.not(group.get(), start)));
      }
    }
    int goalStart = cursor.start();
    Location at = cursor.at();
    Goal goal = goal();
    Location withAt = cursor.at();
    List<Expr.With> with = with();
    everyHint(goal, goalStart);
    Expr expr = new Expr(goal, negated, with, false, cursor.extend(at, goalStart));
    if (negated && notBodies) {
      Expr inner = Expr.of(goal, expr.at());
      Expr not = logical.not(LogicalParser.Side.of(inner), start);
      expr = new Expr(not.goal(), false, with, false, not.at());
    }
    if (!logical.atOperator()) {
      return expr;
    }
    String operator = cursor.kind().text();
    if (!with.isEmpty()) {
      throw errors.withOnOperand(withAt, operator);
    }
    if (!negated && cursor.tokens().text(goalStart, goalStart + 1).equals("{")) {
      throw errors.bracesFirst(expr, operator);
    }
    return logical.withModifiers(logical.orChain(LogicalParser.Side.of(expr)));
  }

  // `every x in xs {` without the keyword is a variable and an error after it.
  private void everyHint(Goal goal, int start) {
    boolean plainName =
        goal instanceof Goal.Truth truth
            && truth.term() instanceof Var name
            && name.name().equals("every");
    if (plainName && !cursor.isActive(TokenKind.EVERY) && cursor.isFuture("every")) {
      Cursor.Mark here = cursor.mark();
      boolean helps = cursor.withAllKeywords(start, () -> every(start));
      cursor.reset(here);
      if (helps) {
        cursor.hint("`import future.keywords.every` for `every x in xs { ... }` expressions");
      }
    }
  }

  /// `not { ... }`, the cursor on the brace.
  Expr notBody(int start) {
    Cursor.Mark brace = cursor.mark();
    Location at = cursor.at();
    cursor.advance();
    boolean empty = cursor.is(TokenKind.RIGHT_BRACE);
    List<Expr> body;
    try {
      body = body(TokenKind.RIGHT_BRACE);
    } catch (Cursor.UnreadableException e) {
      if (!empty) {
        errors.ifValue(brace, terms::infix, value -> errors.needsBody(at, value));
      }
      throw e;
    }
    cursor.advance();
    if (AmbiguousUnion.is(body, cursor)) {
      errors.ambiguousUnion(at, body, "not ");
      throw new Cursor.UnreadableException();
    }
    return Expr.of(new Goal.Not(body, true), cursor.since(start));
  }

  /// What a statement asks for, without modifiers.
  Goal goal() {
    Term left = terms.infix();
    if (cursor.is(TokenKind.ASSIGN)) {
      cursor.advance();
      return new Goal.Assign(left, terms.infix());
    }
    if (cursor.is(TokenKind.UNIFY)) {
      cursor.advance();
      return new Goal.Unify(left, terms.infix());
    }
    return statement(left);
  }

  // `eq(a, b)` and `assign(a, b)` are the operators by name.
  private static Goal statement(Term term) {
    if (term instanceof Call call
        && call.arguments().size() == 2
        && call.function().path().isEmpty()
        && call.function().head() instanceof Var name) {
      Term left = call.arguments().getFirst();
      Term right = call.arguments().getLast();
      if (name.name().equals("eq")) {
        return new Goal.Unify(left, right);
      }
      if (name.name().equals("assign")) {
        return new Goal.Assign(left, right);
      }
    }
    return new Goal.Truth(term);
  }

  /// `with` and what it replaces, any number of times.
  List<Expr.With> with() {
    List<Expr.With> modifiers = new ArrayList<>();
    while (cursor.is(TokenKind.WITH)) {
      int start = cursor.start();
      cursor.advance();
      if (!cursor.is(TokenKind.IDENT)) {
        throw cursor.illegal("expected ident");
      }
      Term target = terms.term();
      if (!(target instanceof Term.Ref) && !(target instanceof Var)) {
        throw cursor.illegal("expected with target path");
      }
      if (!cursor.is(TokenKind.AS)) {
        throw cursor.illegal("expected as keyword");
      }
      cursor.advance();
      Term value = terms.infix();
      modifiers.add(new Expr.With(target, value, cursor.since(start)));
    }
    return modifiers;
  }

  private Expr some(int start) {
    Cursor.Mark before = cursor.mark();
    cursor.advance();
    Optional<Call> membership = Optional.empty();
    try {
      if (terms.infix() instanceof Call call) {
        membership = Optional.of(call);
      }
    } catch (Cursor.UnreadableException e) {
      cursor.reset(before);
    }
    if (membership.isPresent()) {
      Goal goal = someIn(membership.get());
      return new Expr(goal, false, with(), false, cursor.since(start));
    }
    cursor.reset(before);
    inHint(before);
    return new Expr(
        new Goal.SomeDeclaration(names()), false, List.of(), false, cursor.since(start));
  }

  private void inHint(Cursor.Mark some) {
    if (cursor.isActive(TokenKind.IN) || !cursor.isFuture("in")) {
      return;
    }
    boolean helps =
        cursor.withAllKeywords(
            cursor.start(),
            () -> {
              cursor.advance();
              if (!(terms.infix() instanceof Call call) || Memberships.arity(call) == 0) {
                throw new Cursor.UnreadableException();
              }
            });
    cursor.reset(some);
    if (helps) {
      cursor.hint("`import future.keywords.in` for `some x in xs` expressions");
    }
  }

  private Goal someIn(Call call) {
    List<Term> operands = call.arguments();
    return switch (Memberships.arity(call)) {
      case 2 -> new Goal.SomeIn(Optional.empty(), operands.get(0), operands.get(1));
      case 3 -> new Goal.SomeIn(Optional.of(operands.get(0)), operands.get(1), operands.get(2));
      default -> throw cursor.illegal(MEMBERSHIP);
    };
  }

  private List<Var> names() {
    List<Var> names = new ArrayList<>();
    do {
      cursor.advance();
      if (!cursor.is(TokenKind.IDENT)) {
        throw cursor.illegal("expected var");
      }
      names.add(terms.variable());
      cursor.advance();
    } while (cursor.is(TokenKind.COMMA));
    return names;
  }

  private Expr every(int start) {
    cursor.advance();
    Term term = terms.infix();
    if (!(term instanceof Call call) || Memberships.arity(call) == 0) {
      throw cursor.illegal("expected `x[, y] in xs { ... }` expression");
    }
    List<Term> operands = call.arguments();
    Optional<Var> key = Optional.empty();
    if (operands.size() == 3) {
      if (!(operands.getFirst() instanceof Var name) || Memberships.isRoot(name)) {
        throw cursor.illegal("expected key to be a variable");
      }
      key = Optional.of(name);
    }
    if (!(operands.get(operands.size() - 2) instanceof Var value) || Memberships.isRoot(value)) {
      throw cursor.illegal("expected value to be a variable");
    }
    if (!cursor.is(TokenKind.LEFT_BRACE)) {
      throw cursor.illegal("missing body");
    }
    cursor.advance();
    List<Expr> body = body(TokenKind.RIGHT_BRACE);
    cursor.advance();
    Goal goal = new Goal.Every(key, value, operands.getLast(), body);
    return new Expr(goal, false, with(), false, cursor.since(start));
  }
}
