package io.watchword.authz.format;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Term;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.rego.TermText;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.signature.Signature;
import java.util.List;
import java.util.Optional;

/// Writes calls: of operators between their operands, of functions before their arguments.
final class CallWriter {

  private final Page page;
  private final Places places;
  private final TermWriter terms;

  CallWriter(Page page, Places places, TermWriter terms) {
    this.page = page;
    this.places = places;
    this.terms = terms;
  }

  /// The operator that a call is of.
  static Optional<Signature> operator(Call call) {
    return Capabilities.STANDARD
        .find(name(call))
        .filter(signature -> signature.infix().isPresent());
  }

  private static String name(Call call) {
    return call.function().path().isEmpty()
        ? TermText.of(call.function().head())
        : TermText.of(call.function());
  }

  /// Whether it is written `x | y`, which in braces reads like a comprehension.
  static boolean isUnion(Term term) {
    return term instanceof Call call && name(call).equals("or");
  }

  static boolean isMembership(Call call) {
    return name(call).startsWith("internal.member_");
  }

  /// A call as a statement.
  List<Comment> statement(Call call, List<Comment> all) {
    List<Term> operands = call.arguments();
    if (isMembership(call)) {
      return membership(false, call, all);
    }
    Optional<Signature> operator = operator(call);
    if (operator.isEmpty()) {
      return plain(call, all);
    }
    int arity = operator.get().arity();
    String infix = " " + operator.get().infix().orElseThrow() + " ";
    if (operands.size() == arity) {
      List<Comment> comments = terms.losing(terms::term, operands.get(0), all);
      page.write(infix);
      return terms.term(operands.get(1), comments);
    }
    if (operands.size() == arity + 1) {
      List<Comment> comments = terms.losing(terms::term, operands.get(2), all);
      page.write(" = ");
      comments = terms.losing(terms::term, operands.get(0), comments);
      page.write(infix);
      return terms.losing(terms::term, operands.get(1), comments);
    }
    terms.arityMismatch(name(call), call.function().at());
    return plain(call, all);
  }

  /// `left operator right`.
  List<Comment> between(Term left, String operator, Term right, List<Comment> all) {
    List<Comment> comments = terms.losing(terms::term, left, all);
    page.write(" " + operator + " ");
    return terms.term(right, comments);
  }

  /// A call inside of a term.
  List<Comment> call(boolean parentheses, Call call, List<Comment> all) {
    Optional<Signature> operator = operator(call);
    if (operator.isEmpty()) {
      return plain(call, all);
    }
    if (isMembership(call)) {
      return membership(true, call, all);
    }
    if (parentheses) {
      page.write("(");
    }
    if (operator.get().arity() != call.arguments().size()) {
      terms.arityMismatch(name(call), call.at());
      return all;
    }
    List<Comment> comments =
        terms.losing(rest -> terms.term(true, call.arguments().get(0), rest), all);
    page.write(" " + operator.get().infix().orElseThrow() + " ");
    comments = terms.losing(rest -> terms.term(true, call.arguments().get(1), rest), comments);
    if (parentheses) {
      page.write(")");
    }
    return comments;
  }

  private List<Comment> membership(boolean parentheses, Call call, List<Comment> all) {
    List<Term> operands = call.arguments();
    int arity = name(call).equals("internal.member_2") ? 2 : 3;
    if (operands.size() != arity) {
      terms.arityMismatch(name(call), call.at());
      return all;
    }
    return membership(parentheses, operands, all);
  }

  /// `x in xs` or `k, v in xs`.
  List<Comment> membership(boolean parentheses, List<Term> operands, List<Comment> all) {
    boolean hasKey = operands.size() == 3;
    if (hasKey && parentheses) {
      page.write("(");
    }
    List<Comment> comments = operand(operands.get(0), hasKey, all);
    if (hasKey) {
      page.write(", ");
      comments = operand(operands.get(1), true, comments);
    }
    page.write(" in ");
    comments = operand(operands.getLast(), true, comments);
    if (hasKey && parentheses) {
      page.write(")");
    }
    return comments;
  }

  // A membership inside another keeps its parentheses where it would be read otherwise without
  // them.
  private List<Comment> operand(Term operand, boolean apart, List<Comment> comments) {
    boolean parentheses =
        apart
            && operand instanceof Call call
            && name(call).equals("internal.member_2")
            && call.arguments().size() == 2;
    page.write(parentheses ? "(" : "");
    try {
      return terms.losing(rest -> terms.term(true, operand, rest), comments);
    } finally {
      page.write(parentheses ? ")" : "");
    }
  }

  private List<Comment> plain(Call call, List<Comment> all) {
    Ref function = call.function();
    List<Comment> comments = all;
    if (function.path().isEmpty() && function.head() instanceof Var name) {
      List<Comment> rest = comments;
      comments = terms.losing(it -> page.comments(it, function.at().line()), rest);
      page.startLineIfNone();
      page.write(name.name());
    } else {
      comments = terms.reference(function, comments);
    }
    page.write("(");
    List<Comment> before = comments;
    try {
      Location at = function.at();
      return terms.losing(
          rest ->
              terms
                  .collections()
                  .iterable(
                      call.arguments(),
                      at,
                      places.closingRow('(', ')', at),
                      rest,
                      terms.collections().listItems(false)),
          before);
    } finally {
      page.write(")");
    }
  }
}
