package io.watchword.authz.format;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Expr.Goal.Operand;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Term;
import io.watchword.authz.rego.Term.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes `and`, `or` and `not` with bodies.
final class LogicalWriter {

  private final Page page;
  private final Places places;
  private final TermWriter terms;
  private final ExprWriter expressions;

  LogicalWriter(Page page, Places places, TermWriter terms, ExprWriter expressions) {
    this.page = page;
    this.places = places;
    this.terms = terms;
    this.expressions = expressions;
  }

  static boolean isLogical(Expr expr) {
    return expr.goal() instanceof Goal.And || expr.goal() instanceof Goal.Or;
  }

  /// One side of an operator.
  ///
  /// @param brace where its brace stands, in braces
  private record Side(List<Expr> body, boolean braces, boolean parentheses, Location brace) {}

  private record Step(String operator, Side right, int leftEndRow) {

    boolean breaksLine() {
      Location start = right.braces() ? right.brace() : right.body().getFirst().at();
      return start.line() > leftEndRow;
    }
  }

  private record Chain(Side first, List<Step> steps) {}

  /// The statement that a chain begins with, where it stands there bare.
  Optional<Expr> leading(Expr expr) {
    Side first = chain(expr).first();
    return first.braces() || first.parentheses()
        ? Optional.empty()
        : Optional.of(first.body().getFirst());
  }

  List<Comment> not(Goal.Not not, Location at, List<Comment> all) {
    List<Comment> comments = page.comments(all, at.line());
    page.write("not ");
    if (not.braces() || not.body().size() > 1) {
      return braces(not.body(), at, comments);
    }
    Expr only = not.body().getFirst();
    boolean parentheses =
        !only.with().isEmpty()
            || isLogical(only)
            || only.goal() instanceof Goal.Not
            || beginsWithBrace(only);
    page.write(parentheses ? "(" : "");
    try {
      comments = expressions.expression(only, comments);
    } catch (UnexpectedCommentException e) {
      comments = e.comments();
    }
    page.write(parentheses ? ")" : "");
    return comments;
  }

  private List<Comment> braces(List<Expr> body, Location at, List<Comment> all) {
    if (ExprWriter.isUnion(body.getFirst())) {
      expressions.parenthesise(body.getFirst());
    }
    page.write("{");
    List<Comment> comments;
    try {
      comments = terms.collections().body('{', '}', body, at, at, all);
    } catch (UnexpectedCommentException e) {
      comments = e.comments();
    }
    page.write(body.getLast().at().line() == at.line() ? " }" : "}");
    return comments;
  }

  List<Comment> chain(Expr expr, List<Comment> all) {
    Chain chain = chain(expr);
    List<Comment> comments = operand(chain.first(), all);
    boolean indented = false;
    for (Step step : chain.steps()) {
      page.write(" " + step.operator());
      if (step.breaksLine()) {
        if (!indented) {
          page.up();
          indented = true;
        }
        page.endLine();
        page.startLine();
      } else {
        page.write(" ");
      }
      comments = operand(step.right(), comments);
    }
    if (indented) {
      page.down();
    }
    return comments;
  }

  private List<Comment> operand(Side side, List<Comment> comments) {
    if (side.braces()) {
      return braces(side.body(), side.brace(), comments);
    }
    page.write(side.parentheses() ? "(" : "");
    try {
      return expressions.expression(side.body().getFirst(), comments);
    } catch (UnexpectedCommentException e) {
      return e.comments();
    } finally {
      page.write(side.parentheses() ? ")" : "");
    }
  }

  // A chain of one operator reads from the left: its nodes nest there, to any depth.
  private Chain chain(Expr expr) {
    List<Step> steps = new ArrayList<>();
    Expr node = expr;
    while (true) {
      boolean isAnd = node.goal() instanceof Goal.And;
      String operator = isAnd ? "and" : "or";
      Operand left = left(node);
      Side right = side(right(node), operator, true, node.at());
      boolean goesOn =
          !left.braces()
              && left.body().size() == 1
              && isLogical(left.body().getFirst())
              && !needsParentheses(left.body().getFirst(), operator, false);
      if (!goesOn) {
        Side first = side(left, operator, false, node.at());
        steps.addFirst(new Step(operator, right, endRow(first)));
        return new Chain(first, steps);
      }
      steps.addFirst(new Step(operator, right, endRow(left.body())));
      node = left.body().getFirst();
    }
  }

  private static Operand left(Expr expr) {
    return expr.goal() instanceof Goal.And and
        ? and.left()
        : expr.goal() instanceof Goal.Or or ? or.left() : new Operand(List.of(expr), false);
  }

  private static Operand right(Expr expr) {
    return expr.goal() instanceof Goal.And and
        ? and.right()
        : expr.goal() instanceof Goal.Or or ? or.right() : new Operand(List.of(expr), false);
  }

  private Side side(Operand operand, String operator, boolean right, Location node) {
    List<Expr> body = operand.body();
    return operand.braces() || body.size() != 1
        ? new Side(body, true, false, brace(node, body.getFirst().at()))
        : new Side(
            body, false, needsParentheses(body.getFirst(), operator, right), body.getFirst().at());
  }

  // The last brace before the body, as far as the whole expression reaches.
  private Location brace(Location node, Location first) {
    String before = places.between(node.offset(), Math.min(first.offset(), node.end()));
    int brace = before.lastIndexOf('{');
    if (brace < 0) {
      return node;
    }
    return new Location(
        node.file(),
        node.line() + Places.newLines(before.substring(0, brace)),
        node.column(),
        node.length(),
        node.offset() + brace,
        node.end());
  }

  private static boolean needsParentheses(Expr expr, String operator, boolean right) {
    if (!expr.with().isEmpty()) {
      return true;
    }
    if (expr.goal() instanceof Goal.Or) {
      return operator.equals("and") || right;
    }
    if (expr.goal() instanceof Goal.And) {
      return operator.equals("and") && right;
    }
    return beginsWithBrace(expr);
  }

  private int endRow(Side side) {
    if (side.braces()) {
      int row = places.closingRow('{', '}', side.brace());
      if (row > 0) {
        return row;
      }
    }
    return endRow(side.body());
  }

  private int endRow(List<Expr> body) {
    Location last = body.getLast().at();
    return last.line() + Places.newLines(places.text(last).stripTrailing());
  }

  private static boolean beginsWithBrace(Expr expr) {
    if (expr.goal() instanceof Goal.Truth truth && !(truth.term() instanceof Call)) {
      return beginsWithBrace(truth.term());
    }
    return ExprWriter.leadingOperand(expr).map(LogicalWriter::beginsWithBrace).orElse(false);
  }

  private static boolean beginsWithBrace(Term term) {
    return switch (term) {
      case Term.SetTerm set -> !set.members().isEmpty();
      case Term.ObjectTerm object -> true;
      case Term.Comprehension it -> it.kind() != Term.Comprehension.Kind.ARRAY;
      case Term.Ref ref -> beginsWithBrace(ref.head());
      case Call call ->
          CallWriter.operator(call)
              .filter(it -> it.arity() == call.arguments().size())
              .map(it -> beginsWithBrace(call.arguments().getFirst()))
              .orElse(false);
      case Term.Var it -> false;
      case Term.Scalar it -> false;
      case Term.ArrayTerm it -> false;
      case Term.Template it -> false;
    };
  }
}
