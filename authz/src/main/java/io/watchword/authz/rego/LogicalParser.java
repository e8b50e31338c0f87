package io.watchword.authz.rego;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Expr.Goal.Operand;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `and`, `or` and the braces and groups around their operands, where those words are
/// keywords. `and` binds tighter than `or`; both group from the left.
final class LogicalParser {

  private final Cursor cursor;
  private final BodyParser bodies;
  private final LogicalErrors errors;
  // Brackets that turned out not to be operands. Without this, nested attempts would be made twice
  // per level.
  private final Set<Integer> values = new HashSet<>();
  private final Set<Integer> plainGroups = new HashSet<>();
  private final Set<Integer> plainOperandGroups = new HashSet<>();

  LogicalParser(Cursor cursor, BodyParser bodies) {
    this.cursor = cursor;
    this.bodies = bodies;
    this.errors = new LogicalErrors(cursor);
  }

  /// An operand and where it stands.
  record Side(Operand operand, Location at) {

    static Side of(Expr expr) {
      return new Side(new Operand(List.of(expr), false), expr.at());
    }
  }

  boolean isActive() {
    return cursor.isActive(TokenKind.LOGICAL_AND) || cursor.isActive(TokenKind.LOGICAL_OR);
  }

  boolean atOperator() {
    return cursor.is(TokenKind.LOGICAL_AND) || cursor.is(TokenKind.LOGICAL_OR);
  }

  /// A statement that begins with a body or a group; empty where the bracket belongs to a term.
  Optional<Expr> statement() {
    if (cursor.is(TokenKind.LEFT_BRACE)) {
      return leadingBody();
    }
    if (cursor.is(TokenKind.LEFT_PAREN)) {
      return group(false, "").map(this::fold);
    }
    return Optional.empty();
  }

  private Optional<Expr> leadingBody() {
    if (values.contains(cursor.index())) {
      return Optional.empty();
    }
    Cursor.Mark start = cursor.mark();
    Location at = cursor.at();
    Optional<List<Expr>> body = attempt();
    if (body.isEmpty() || !atOperator()) {
      cursor.reset(start);
      values.add(cursor.index());
      return Optional.empty();
    }
    if (AmbiguousUnion.is(body.get(), cursor)) {
      errors.ambiguousUnion(at, body.get(), "");
      throw new Cursor.UnreadableException();
    }
    return Optional.of(withModifiers(orChain(new Side(new Operand(body.get(), true), at))));
  }

  private Optional<List<Expr>> attempt() {
    try {
      cursor.advance();
      List<Expr> body = bodies.body(TokenKind.RIGHT_BRACE);
      cursor.advance();
      return Optional.of(body);
    } catch (Cursor.UnreadableException e) {
      return Optional.empty();
    }
  }

  /// What follows a complete operand: more operators, then `with`.
  Expr fold(Side side) {
    return withModifiers(atOperator() ? orChain(side) : side.operand().body().getFirst());
  }

  Expr withModifiers(Expr expr) {
    return cursor.is(TokenKind.WITH)
        ? new Expr(expr.goal(), expr.negated(), bodies.with(), false, expr.at())
        : expr;
  }

  Expr orChain(Side first) {
    cursor.enter();
    int depth = 1;
    Side left = cursor.is(TokenKind.LOGICAL_AND) ? Side.of(andChain(first)) : first;
    while (cursor.is(TokenKind.LOGICAL_OR)) {
      cursor.advance();
      Side right = operand("or");
      if (cursor.is(TokenKind.LOGICAL_AND)) {
        right = new Side(new Operand(List.of(andChain(right)), false), right.at());
      }
      errors.checkVoid(left, right, "or");
      left = joined(new Goal.Or(left.operand(), right.operand()), left);
      cursor.enter();
      depth++;
    }
    cursor.leave(depth);
    return left.operand().body().getFirst();
  }

  private Expr andChain(Side first) {
    cursor.enter();
    int depth = 1;
    Side left = first;
    while (cursor.is(TokenKind.LOGICAL_AND)) {
      cursor.advance();
      Side right = operand("and");
      errors.checkVoid(left, right, "and");
      left = joined(new Goal.And(left.operand(), right.operand()), left);
      cursor.enter();
      depth++;
    }
    cursor.leave(depth);
    return left.operand().body().getFirst();
  }

  private Side joined(Goal goal, Side left) {
    return Side.of(Expr.of(goal, cursor.extend(left.at(), left.at().offset())));
  }

  /// One operand.
  ///
  /// @param operator which it belongs to; empty while it is only an attempt
  Side operand(String operator) {
    if (cursor.is(TokenKind.LEFT_BRACE)) {
      return bodyOperand(operator);
    }
    int start = cursor.start();
    boolean negated = bodies.negation();
    if (negated && bodies.hasNotBodies() && cursor.is(TokenKind.LEFT_BRACE)) {
      return Side.of(bodies.notBody(start));
    }
    if (cursor.is(TokenKind.LEFT_PAREN) && isActive() && (!negated || bodies.hasNotBodies())) {
      Optional<Side> group = group(true, negated ? "not " : "");
      if (group.isPresent()) {
        return negated ? Side.of(not(group.get(), start)) : group.get();
      }
    }
    int goalStart = cursor.start();
    Goal goal = bodies.goal();
    if (negated && bodies.hasNotBodies()) {
      Expr inner = Expr.of(goal, cursor.since(goalStart));
      return Side.of(not(Side.of(inner), start));
    }
    return Side.of(new Expr(goal, negated, List.of(), false, cursor.since(goalStart)));
  }

  Expr not(Side side, int start) {
    Goal goal = new Goal.Not(side.operand().body(), side.operand().braces());
    return Expr.of(goal, cursor.since(start));
  }

  private Side bodyOperand(String operator) {
    Cursor.Mark brace = cursor.mark();
    Location at = cursor.at();
    cursor.advance();
    boolean empty = cursor.is(TokenKind.RIGHT_BRACE);
    List<Expr> body;
    try {
      body = bodies.body(TokenKind.RIGHT_BRACE);
    } catch (Cursor.UnreadableException e) {
      if (!empty && !operator.isEmpty()) {
        errors.ifValue(brace, bodies.terms()::infix, value -> errors.braceLed(at, operator));
      }
      throw e;
    }
    cursor.advance();
    if (AmbiguousUnion.is(body, cursor)) {
      errors.ambiguousUnion(at, body, "");
    }
    return new Side(new Operand(body, true), at);
  }

  /// A group in parentheses; empty, the cursor not moved, where they are part of a term.
  ///
  /// @param isOperand whether it stands where only an operand can
  Optional<Side> group(boolean isOperand, String prefix) {
    Set<Integer> plain = isOperand ? plainOperandGroups : plainGroups;
    if (plain.contains(cursor.index())) {
      return Optional.empty();
    }
    cursor.enter();
    Optional<Side> group = committedGroup(isOperand, prefix);
    cursor.leave();
    if (group.isEmpty()) {
      plain.add(cursor.index());
    }
    return group;
  }

  private Optional<Side> committedGroup(boolean isOperand, String prefix) {
    Cursor.Mark start = cursor.mark();
    Location open = cursor.at();
    cursor.advance();
    if (cursor.is(TokenKind.RIGHT_PAREN)) {
      if (isOperand) {
        throw cursor.fail("empty parenthesized group", open, "holds nothing");
      }
      return back(start);
    }
    Side left;
    try {
      left = operand("");
    } catch (Cursor.UnreadableException e) {
      return back(start);
    }
    if (atOperator()) {
      Expr expr = withModifiers(orChain(left));
      closeGroup();
      return Optional.of(group(List.of(expr), open));
    }
    List<Expr> body = left.operand().body();
    if (cursor.is(TokenKind.WITH) && !left.operand().braces() && body.size() == 1) {
      return groupUnderModifiers(body.getFirst(), isOperand, open, start);
    }
    if (left.operand().braces()) {
      return valueInParentheses(start, open, left.at(), prefix);
    }
    if (isLogical(body) || isNegated(body)) {
      closeGroup();
      return Optional.of(group(body, open));
    }
    return back(start);
  }

  private Optional<Side> groupUnderModifiers(
      Expr expr, boolean isOperand, Location open, Cursor.Mark start) {
    Location withAt = cursor.at();
    Expr modified = withModifiers(expr);
    if (atOperator()) {
      throw errors.withOnOperand(withAt, cursor.kind().text());
    }
    closeGroup();
    return isOperand || atOperator() ? Optional.of(group(List.of(modified), open)) : back(start);
  }

  // Parentheses cannot wrap a body; braces inside them are a value if anything.
  private Optional<Side> valueInParentheses(
      Cursor.Mark start, Location open, Location brace, String prefix) {
    String braces = cursor.tokens().text(brace.offset(), cursor.lastEnd());
    cursor.reset(start);
    try {
      cursor.advance();
      bodies.terms().term();
    } catch (Cursor.UnreadableException e) {
      cursor.reset(start);
      throw errors.bodyInParentheses(open, braces, prefix);
    }
    return back(start);
  }

  private Optional<Side> back(Cursor.Mark start) {
    cursor.reset(start);
    return Optional.empty();
  }

  private Side group(List<Expr> body, Location open) {
    return new Side(new Operand(body, false), cursor.extend(open, open.offset()));
  }

  private void closeGroup() {
    if (!cursor.is(TokenKind.RIGHT_PAREN)) {
      throw cursor.fail("expected ) to close parenthesized group", "expected `)`");
    }
    cursor.advance();
  }

  private static boolean isLogical(List<Expr> body) {
    return body.size() == 1
        && (body.getFirst().goal() instanceof Goal.And
            || body.getFirst().goal() instanceof Goal.Or);
  }

  private static boolean isNegated(List<Expr> body) {
    return body.size() == 1
        && (body.getFirst().negated() || body.getFirst().goal() instanceof Goal.Not);
  }
}
