package io.watchword.authz.format;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Relocation;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.value.BooleanValue;
import java.util.List;
import java.util.Optional;

/// Writes rules.
final class RuleWriter {

  private final Page page;
  private final FormatOptions options;
  private final Places places;
  private final TermWriter terms;

  RuleWriter(Page page, FormatOptions options, Places places, TermWriter terms) {
    this.page = page;
    this.options = options;
    this.places = places;
    this.terms = terms;
  }

  /// Rules that follow each other; one-liners on neighbouring lines stay together.
  List<Comment> rules(List<Rule> rules, List<Comment> all) {
    List<Comment> comments = all;
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      try {
        comments = page.comments(comments, rule.at().line());
      } catch (UnexpectedCommentException e) {
        comments = e.comments();
      }
      try {
        comments = rule(rule, Optional.empty(), comments);
      } catch (UnexpectedCommentException e) {
        comments = e.comments();
      }
      boolean together =
          i < rules.size() - 1
              && isOneLiner(rule)
              && isOneLiner(rules.get(i + 1))
              && rules.get(i + 1).at().line() == rule.at().line() + 1;
      if (!together) {
        page.blankLine();
      }
    }
    return comments;
  }

  private boolean isOneLiner(Rule rule) {
    return rule.body().size() <= 1
        && !rule.isDefault()
        && rule.otherwise().isEmpty()
        && !(rule.body().size() == 1 && isSet(rule.body().getFirst()))
        && options.usesIf(rule);
  }

  private static boolean isSet(Expr expr) {
    return !expr.negated()
        && expr.goal() instanceof Expr.Goal.Truth truth
        && truth.term() instanceof Term.SetTerm;
  }

  /// One rule.
  ///
  /// @param branchOf the first rule of the chain, where this one is an `else`
  private List<Comment> rule(Rule rule, Optional<Rule> branchOf, List<Comment> all) {
    if (branchOf.isEmpty()) {
      page.startLine();
    }
    if (rule.isDefault()) {
      page.write("default ");
    }
    boolean isConstant = isTrue(rule.body()) && rule.otherwise().isEmpty();
    terms.keepLastComment(isConstant);
    List<Comment> comments = all;
    boolean unexpected = false;
    try {
      comments = head(rule, branchOf.isPresent(), isConstant, comments);
    } catch (UnexpectedCommentException e) {
      comments = e.comments();
      unexpected = true;
    }
    if (isConstant) {
      page.endLine();
      return comments;
    }
    terms.keepLastComment(true);
    boolean usesIf = options.usesIf(rule);
    if (usesIf) {
      page.write(" if");
      if (rule.body().size() == 1 && isBesideHead(rule, branchOf.isPresent())) {
        page.write(" ");
        comments = terms.losing(terms.expressions()::expression, rule.body().getFirst(), comments);
        page.endLine();
        return rule.otherwise().isPresent() ? otherwise(rule, comments) : comments;
      }
    }
    if (unexpected && !comments.isEmpty()) {
      page.write(" { ");
    } else {
      page.write(" {");
      page.endLine();
    }
    if (usesIf && branchOf.isEmpty()) {
      terms.expressions().markUnion(rule.body().getFirst());
    }
    page.up();
    comments = body(rule, comments);
    comments = terms.losing(all2 -> page.comments(all2, closingRow(rule)), comments);
    page.down();
    page.startLine();
    page.write("}");
    return rule.otherwise().isPresent() ? otherwise(rule, comments) : comments;
  }

  private List<Comment> body(Rule rule, List<Comment> comments) {
    // A body of a branch whose only statement is `true` was maybe not written.
    try {
      return terms.expressions().body(rule.body(), rule.at(), comments);
    } catch (UnexpectedCommentException e) {
      return e.comments();
    }
  }

  private boolean isBesideHead(Rule rule, boolean isElse) {
    Expr only = rule.body().getFirst();
    int row = isElse && !startsWithBrace(rule) ? rule.at().line() : only.at().line();
    return row == places.endRow(rule.head().at()) && !isSet(only);
  }

  // The only statement of a branch without braces counts as standing where the branch begins.
  private boolean startsWithBrace(Rule rule) {
    String between = places.between(rule.head().at().end(), rule.body().getFirst().at().offset());
    return between.lines().anyMatch(line -> line.replaceAll("#.*", "").contains("{"));
  }

  private int closingRow(Rule rule) {
    if (rule.head().arguments().isPresent() && !isElse(rule)) {
      return places.closingRowAfter('(', ')', '{', '}', rule.at());
    }
    return places.hasKey(rule)
        ? places.closingRowAfter('[', ']', '{', '}', rule.at())
        : places.closingRow('{', '}', rule.at());
  }

  private boolean isElse(Rule rule) {
    return places.text(rule.at()).startsWith("else")
        && !(rule.head().reference().head() instanceof Term.Var name && name.name().equals("else"));
  }

  private List<Comment> otherwise(Rule rule, List<Comment> all) {
    Rule branch = rule.otherwise().orElseThrow();
    Head head = branch.head();
    boolean wasInline = isInline(rule, branch);
    boolean commentAbove =
        (!all.isEmpty() && all.getFirst().at().line() < head.at().line())
            || page.pending().isPresent();
    if (!commentAbove && wasInline) {
      page.write(" ");
    } else {
      page.blankLine();
      page.startLine();
    }
    List<Comment> comments = terms.losing(rest -> page.comments(rest, head.at().line()), all);
    if (commentAbove && !wasInline) {
      page.startLine();
    }
    return rule(branch, Optional.of(rule), comments);
  }

  private boolean isInline(Rule rule, Rule branch) {
    String[] lines = places.text(rule.at()).split("\n", -1);
    int row = branch.at().line() - rule.at().line();
    return row > 0 && row < lines.length && !lines[row].strip().startsWith("else");
  }

  private List<Comment> head(Rule rule, boolean isElse, boolean isConstant, List<Comment> all) {
    Head head = rule.head();
    List<Comment> comments = all;
    if (isElse) {
      comments = terms.losing(rest -> page.comments(rest, head.at().line()), comments);
      page.write("else");
    } else {
      List<Term> path = head.reference().path();
      if (options.refHeads() || path.isEmpty()) {
        comments = terms.losing(terms::reference, head.reference(), comments);
      } else if (!comments.isEmpty()
          && path.getFirst().at().line() == comments.getFirst().at().line()) {
        return terms.unformatted(head.at(), comments);
      } else {
        page.write(((Term.Var) head.reference().head()).name());
        page.write("[" + terms.inBrackets(path.getFirst()) + "]");
      }
      if (head.arguments().isPresent()) {
        page.write("(");
        try {
          comments =
              terms
                  .collections()
                  .iterable(
                      head.arguments().get(),
                      head.at(),
                      places.closingRow('(', ')', head.at()),
                      comments,
                      terms.collections().listItems(false));
        } finally {
          page.write(")");
        }
      }
    }
    if (head.key().isPresent()) {
      page.write(options.contains() ? " contains " : "[");
      comments = terms.term(head.key().get(), comments);
      page.write(options.contains() ? "" : "]");
      return comments;
    }
    return value(rule, isElse, isConstant, comments);
  }

  private List<Comment> value(
      Rule rule, boolean isElse, boolean isConstant, List<Comment> comments) {
    Head head = rule.head();
    boolean isTrue = isTrue(head.value());
    if (isTrue && !isConstant && !rule.isDefault() && !places.hasKey(rule)) {
      return comments;
    }
    if (isTrue && !isConstant && !head.hasValue()) {
      return comments;
    }
    boolean mustShow =
        options.isV1() && isConstant && !places.hasKey(rule) && head.arguments().isEmpty();
    if (isTrue && !head.hasValue() && !isElse && !mustShow && isImplied(rule)) {
      return comments;
    }
    page.write(head.assigned() || options.isV1() ? " := " : " = ");
    Term value = isElse ? Relocation.of(head.value(), head.at()) : head.value();
    return terms.term(value, comments);
  }

  // `f(1)` and `a.b.c` say that they are true; `p { true }` said it in its body.
  private static boolean isImplied(Rule rule) {
    return rule.body().isEmpty() && !rule.isDefault();
  }

  private static boolean isTrue(Term term) {
    return term instanceof Scalar scalar && scalar.value().equals(BooleanValue.TRUE);
  }

  private static boolean isTrue(List<Expr> body) {
    if (body.isEmpty()) {
      return true;
    }
    Expr only = body.getFirst();
    return body.size() == 1
        && !only.negated()
        && only.with().isEmpty()
        && only.goal() instanceof Expr.Goal.Truth truth
        && isTrue(truth.term());
  }
}
