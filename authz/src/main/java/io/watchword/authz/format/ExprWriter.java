package io.watchword.authz.format;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Term;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes the statements of bodies.
final class ExprWriter {

  private final Page page;
  private final Places places;
  private final TermWriter terms;
  private final LogicalWriter logical;
  private Optional<Expr> inParentheses = Optional.empty();

  ExprWriter(Page page, Places places, TermWriter terms) {
    this.page = page;
    this.places = places;
    this.terms = terms;
    this.logical = new LogicalWriter(page, places, terms, this);
  }

  /// Statements, each on lines of its own; blank lines between them stay.
  ///
  /// @param whole what holds them
  List<Comment> body(List<Expr> body, Location whole, List<Comment> all) {
    Location first = body.isEmpty() ? whole : body.getFirst().at();
    List<Comment> comments = page.comments(all, first.line());
    for (int i = 0; i < body.size(); i++) {
      Expr expr = body.get(i);
      if (i > 0 && expr.at().line() > places.endRow(body.get(i - 1).at()) + 1) {
        page.blankLine();
      }
      page.startLine();
      try {
        comments = expression(expr, comments);
      } catch (UnexpectedCommentException e) {
        comments = e.comments();
      }
      page.endLine();
    }
    return comments;
  }

  List<Comment> expression(Expr expr, List<Comment> all) {
    boolean parentheses = inParentheses.isPresent() && inParentheses.get().equals(expr);
    if (parentheses) {
      inParentheses = Optional.empty();
    }
    List<Comment> comments = page.comments(all, expr.at().line());
    page.startLineIfNone();
    if (expr.negated()) {
      page.write("not ");
    }
    page.write(parentheses ? "(" : "");
    comments = goal(expr, comments);
    page.write(parentheses ? ")" : "");
    return modifiers(expr, comments);
  }

  private List<Comment> goal(Expr expr, List<Comment> comments) {
    return switch (expr.goal()) {
      case Goal.SomeDeclaration goal -> terms.losing(rest -> some(goal, expr.at(), rest), comments);
      case Goal.SomeIn goal -> terms.losing(rest -> someIn(goal, expr.at(), rest), comments);
      case Goal.Every goal -> terms.losing(rest -> every(goal, expr.at(), rest), comments);
      case Goal.Not goal -> terms.losing(rest -> logical.not(goal, expr.at(), rest), comments);
      case Goal.And goal -> terms.losing(rest -> logical.chain(expr, rest), comments);
      case Goal.Or goal -> terms.losing(rest -> logical.chain(expr, rest), comments);
      case Goal.Unify goal -> terms.calls().between(goal.left(), "=", goal.right(), comments);
      case Goal.Assign goal -> terms.calls().between(goal.target(), ":=", goal.value(), comments);
      case Goal.Truth goal ->
          goal.term() instanceof Call call
              ? terms.calls().statement(call, comments)
              : terms.term(goal.term(), comments);
    };
  }

  private List<Comment> modifiers(Expr expr, List<Comment> all) {
    List<Comment> comments = all;
    List<Expr.With> withs = expr.with();
    if (withs.isEmpty()) {
      return comments;
    }
    int lastRow = endOfGoal(expr);
    int next = 0;
    if (withs.getFirst().at().line() == lastRow) {
      comments = with(withs.getFirst(), comments, false);
      next = 1;
    }
    boolean indented = false;
    try {
      for (Expr.With with : withs.subList(next, withs.size())) {
        boolean indent = with.at().line() > lastRow;
        if (indent) {
          if (!indented) {
            page.up();
            indented = true;
          }
          page.endLine();
          page.startLine();
          lastRow = with.at().line();
        }
        comments = with(with, comments, indent);
      }
    } finally {
      if (indented) {
        page.down();
      }
    }
    return comments;
  }

  private int endOfGoal(Expr expr) {
    int end = expr.with().getFirst().at().offset();
    String text = places.between(expr.at().offset(), end).stripTrailing();
    return expr.at().line() + Places.newLines(text);
  }

  private List<Comment> with(Expr.With with, List<Comment> all, boolean indented) {
    List<Comment> comments = terms.losing(rest -> page.comments(rest, with.at().line()), all);
    page.write(indented ? "with " : " with ");
    comments = terms.losing(terms::term, with.target(), comments);
    page.write(" as ");
    try {
      return terms.term(with.value(), comments);
    } catch (UnexpectedCommentException e) {
      return e.comments();
    }
  }

  private List<Comment> some(Goal.SomeDeclaration some, Location at, List<Comment> all) {
    List<Comment> comments = page.comments(all, at.line());
    page.write("some ");
    int row = at.line();
    List<Var> names = some.variables();
    for (int i = 0; i < names.size(); i++) {
      Var name = names.get(i);
      if (name.at().line() > row) {
        page.endLine();
        page.startLine();
        page.write("\t");
        row = name.at().line();
      } else if (i > 0) {
        page.write(" ");
      }
      comments = terms.term(name, comments);
      page.write(i < names.size() - 1 ? "," : "");
    }
    return comments;
  }

  private List<Comment> someIn(Goal.SomeIn some, Location at, List<Comment> all) {
    List<Comment> comments = page.comments(all, at.line());
    page.write("some ");
    List<Term> operands = new ArrayList<>();
    some.key().ifPresent(operands::add);
    operands.add(some.value());
    operands.add(some.collection());
    return terms.calls().membership(false, operands, comments);
  }

  private List<Comment> every(Goal.Every every, Location at, List<Comment> all) {
    List<Comment> comments = page.comments(all, at.line());
    page.write("every ");
    if (every.key().isPresent()) {
      comments = terms.term(every.key().get(), comments);
      page.write(", ");
    }
    comments = terms.term(every.value(), comments);
    page.write(" in ");
    comments = terms.term(every.domain(), comments);
    page.write(" {");
    comments = braces(every.body(), at, comments);
    boolean beside = every.body().size() == 1 && every.body().getFirst().at().line() == at.line();
    page.write(beside ? " }" : "}");
    return comments;
  }

  private List<Comment> braces(List<Expr> body, Location at, List<Comment> comments) {
    try {
      return terms.collections().body('{', '}', body, at, at, comments);
    } catch (UnexpectedCommentException e) {
      return e.comments();
    }
  }

  /// Puts a statement in parentheses the next time it is written.
  void parenthesise(Expr expr) {
    inParentheses = Optional.of(expr);
  }

  /// Puts the union that a statement begins with in parentheses: after a brace it would read like a
  /// comprehension.
  void markUnion(Expr expr) {
    if (expr.negated()) {
      return;
    }
    if (LogicalWriter.isLogical(expr)) {
      logical.leading(expr).ifPresent(this::markUnion);
      return;
    }
    if (isUnion(expr)) {
      parenthesise(expr);
      return;
    }
    leadingOperand(expr).filter(CallWriter::isUnion).ifPresent(terms::parenthesise);
  }

  static boolean isUnion(Expr expr) {
    return expr.goal() instanceof Goal.Truth truth
        && CallWriter.isUnion(truth.term())
        && truth.term() instanceof Call call
        && call.arguments().size() == 2;
  }

  /// The operand that a statement of an operator begins with.
  static Optional<Term> leadingOperand(Expr expr) {
    return switch (expr.goal()) {
      case Goal.Unify goal -> Optional.of(goal.left());
      case Goal.Assign goal -> Optional.of(goal.target());
      case Goal.Truth goal -> goal.term() instanceof Call call ? leading(call) : Optional.empty();
      case Goal.SomeDeclaration goal -> Optional.empty();
      case Goal.SomeIn goal -> Optional.empty();
      case Goal.Every goal -> Optional.empty();
      case Goal.Not goal -> Optional.empty();
      case Goal.And goal -> Optional.empty();
      case Goal.Or goal -> Optional.empty();
    };
  }

  private static Optional<Term> leading(Call call) {
    return CallWriter.operator(call)
        .flatMap(
            operator -> {
              int more = call.arguments().size() - operator.arity();
              return more == 0
                  ? Optional.of(call.arguments().getFirst())
                  : more == 1 ? Optional.of(call.arguments().getLast()) : Optional.empty();
            });
  }
}
