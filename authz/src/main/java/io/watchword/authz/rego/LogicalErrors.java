package io.watchword.authz.rego;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.LogicalParser.Side;
import io.watchword.authz.rego.Term.Call;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What can be wrong with the operands of `and`, `or` and `not`.
final class LogicalErrors {

  private static final Set<String> VOID = Set.of("print", "internal.print");

  private final Cursor cursor;

  LogicalErrors(Cursor cursor) {
    this.cursor = cursor;
  }

  Cursor.UnreadableException withOnOperand(Location at, String operator) {
    cursor.hint(
        "Wrap the operand in `(...)` or `{...}` to scope, or move `with` after the `"
            + operator
            + "` expression to apply it to the whole expression");
    return cursor.fail(
        "`with` modifier is not allowed on operand of `" + operator + "`",
        at,
        "whose is this modifier?");
  }

  /// Reads braces that hold no body once more as a value and, if they are one, says so.
  void ifValue(Cursor.Mark brace, Supplier<Term> value, Consumer<Term> say) {
    Cursor.Attempt failed = cursor.suspend(brace);
    Term read;
    try {
      read = value.get();
    } catch (Cursor.UnreadableException e) {
      cursor.resume(failed);
      return;
    }
    say.accept(read);
  }

  /// The braces at `at` begin a value, the cursor being after it.
  void braceLed(Location at, String operator) {
    braceLed(at, cursor.tokens().text(at.offset(), cursor.lastEnd()), operator);
  }

  private void braceLed(Location at, String operand, String operator) {
    cursor.hint("wrap the operand to keep the value: `(" + operand + ") " + operator + " ...`");
    cursor.error(
        "operand of `" + operator + "` cannot begin with `{` unless the braces hold a body",
        at,
        "a value, not a body");
  }

  /// The braces at `at` after `not` are a value, the cursor being after it.
  void needsBody(Location at, Term value) {
    String operand = cursor.tokens().text(at.offset(), cursor.lastEnd());
    cursor.hint(
        "write `not ("
            + operand
            + ")` to negate the value, or `not {"
            + operand
            + "}` for a body holding it");
    cursor.error(
        "`{...}` in an operand position must contain expression(s), got: "
            + Kinds.of(leading(value)),
        at,
        "a value, not a body");
  }

  private static Term leading(Term term) {
    Term first = term;
    while (first instanceof Call call && Operators.isInfix(call)) {
      first = call.arguments().getFirst();
    }
    return first;
  }

  /// An expression that begins with a brace stands before `and` or `or`.
  Cursor.UnreadableException bracesFirst(Expr expr, String operator) {
    boolean empty =
        expr.with().isEmpty()
            && expr.goal() instanceof Goal.Truth truth
            && truth.term() instanceof Term.ObjectTerm object
            && object.entries().isEmpty();
    if (empty) {
      return cursor.fail("found empty body", expr.at(), "expected at least one expression");
    }
    braceLed(expr.at(), cursor.tokens().text(expr.at().offset(), expr.at().end()), operator);
    return new Cursor.UnreadableException();
  }

  Cursor.UnreadableException bodyInParentheses(Location open, String braces, String prefix) {
    cursor.hint("drop the parens to keep the body: `" + prefix + braces + "`");
    return cursor.fail(
        "`(...)` in an operand position cannot contain a body", open, "parentheses around a body");
  }

  void ambiguousUnion(Location brace, List<Expr> body, String prefix) {
    int start = brace.offset();
    String braces = cursor.tokens().text(start, cursor.lastEnd());
    Location union = body.getFirst().at();
    int from = union.offset() - start;
    int to = union.end() - start;
    String fixed =
        braces.substring(0, from) + "(" + braces.substring(from, to) + ")" + braces.substring(to);
    cursor.hint(
        "write `"
            + prefix
            + "("
            + braces
            + ")` for the comprehension, or `"
            + prefix
            + fixed
            + "` for the set union");
    cursor.error(
        "ambiguous `{ ... | ... }` operand: read as a body holding a set-union expression, not as"
            + " a comprehension",
        brace,
        "reads like a comprehension");
  }

  void checkVoid(Side left, Side right, String operator) {
    checkVoid(left.operand().body(), operator);
    checkVoid(right.operand().body(), operator);
  }

  private void checkVoid(List<Expr> body, String operator) {
    Optional<String> first = Optional.empty();
    for (Expr expr : body) {
      if (expr.negated()
          || !(expr.goal() instanceof Goal.Truth truth)
          || !(truth.term() instanceof Call call)) {
        return;
      }
      String name = TermText.of(call.function());
      if (!VOID.contains(name)) {
        return;
      }
      first = first.isPresent() ? first : Optional.of(name);
    }
    if (first.isPresent()) {
      cursor.hint(
          "`"
              + first.get()
              + "` produces no value and always succeeds, so the operand can never fail; move it"
              + " out of the operand, or add an expression that can fail");
      cursor.error(
          "operand of `" + operator + "` cannot consist only of calls to `" + first.get() + "`",
          body.getFirst().at(),
          "always succeeds");
    }
  }
}
