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
  private boolean notBodies;

  BodyParser(Cursor cursor) {
    this.cursor = cursor;
    this.terms = new TermParser(cursor, this);
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

  /// One statement.
  Expr literal() {
    int start = cursor.start();
    if (cursor.keywordAsRefHead()) {
      return expression(false, start);
    }
    boolean negated = cursor.is(TokenKind.NOT);
    if (negated) {
      cursor.advance();
    }
    return switch (cursor.kind()) {
      case SOME -> {
        if (negated) {
          throw cursor.illegal("illegal negation of 'some'");
        }
        yield some(start);
      }
      case EVERY -> {
        if (negated) {
          throw cursor.illegal("illegal negation of 'every'");
        }
        yield every(start);
      }
      default -> expression(negated, start);
    };
  }

  private Expr expression(boolean negated, int start) {
    if (negated && notBodies) {
      return notBody(start);
    }
    Goal goal = goal();
    List<Expr.With> with = with();
    return new Expr(goal, negated, with, false, cursor.since(start));
  }

  private Expr notBody(int start) {
    boolean braces = cursor.is(TokenKind.LEFT_BRACE);
    List<Expr> body;
    if (braces) {
      cursor.advance();
      body = body(TokenKind.RIGHT_BRACE);
      cursor.advance();
    } else {
      Goal goal = goal();
      body = List.of(Expr.of(goal, cursor.since(start)));
    }
    List<Expr.With> with = with();
    return new Expr(new Goal.Not(body, braces), false, with, false, cursor.since(start));
  }

  private Goal goal() {
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

  private List<Expr.With> with() {
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
    return new Expr(
        new Goal.SomeDeclaration(names()), false, List.of(), false, cursor.since(start));
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
