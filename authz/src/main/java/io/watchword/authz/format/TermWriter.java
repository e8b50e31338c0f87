package io.watchword.authz.format;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.RegoNames;
import io.watchword.authz.rego.Source;
import io.watchword.authz.rego.Term;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.rego.TermText;
import io.watchword.authz.value.GoText;
import io.watchword.authz.value.StringValue;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// Writes terms. A term with comments in odd places is written as it stands in the file.
final class TermWriter {

  private final Page page;
  private final FormatOptions options;
  private final Places places;
  private final Source source;
  private final CollectionWriter collections;
  private final CallWriter calls;
  private final ExprWriter expressions;
  private final TemplateWriter templates;
  private final List<Diagnostic> problems = new ArrayList<>();
  private boolean keepLastComment;
  private Optional<Term> inParentheses = Optional.empty();

  TermWriter(Page page, FormatOptions options, Places places, Source source) {
    this.page = page;
    this.options = options;
    this.places = places;
    this.source = source;
    this.collections = new CollectionWriter(page, places, this);
    this.calls = new CallWriter(page, places, this);
    this.expressions = new ExprWriter(page, places, this);
    this.templates = new TemplateWriter(page, places, this);
  }

  CollectionWriter collections() {
    return collections;
  }

  CallWriter calls() {
    return calls;
  }

  ExprWriter expressions() {
    return expressions;
  }

  List<Diagnostic> problems() {
    return problems;
  }

  /// A built-in that is an operator, called with too few or too many arguments.
  void arityMismatch(String name, Location at) {
    problems.add(
        source.error(
            "rego_type_error", name + ": arity mismatch", at, "wrong number of arguments", ""));
  }

  void keepLastComment(boolean keep) {
    keepLastComment = keep;
  }

  /// Puts a term in parentheses the next time it is written.
  void parenthesise(Term term) {
    inParentheses = Optional.of(term);
  }

  /// Writes something; where an unexpected comment stops it, all comments are lost to what comes
  /// after it.
  List<Comment> losing(UnaryOperator<List<Comment>> writing, List<Comment> comments) {
    try {
      return writing.apply(comments);
    } catch (UnexpectedCommentException e) {
      throw new UnexpectedCommentException(List.of());
    }
  }

  <T> List<Comment> losing(
      BiFunction<T, List<Comment>, List<Comment>> writing, T what, List<Comment> comments) {
    return losing(all -> writing.apply(what, all), comments);
  }

  List<Comment> term(Term term, List<Comment> comments) {
    if (comments.isEmpty()) {
      return term(false, term, comments);
    }
    Page.Mark before = page.mark();
    try {
      return term(false, term, comments);
    } catch (UnexpectedCommentException e) {
      page.back(before);
      dropPendingWithin(term.at());
      throw new UnexpectedCommentException(unformatted(term.at(), comments));
    }
  }

  private void dropPendingWithin(Location at) {
    boolean within =
        page.pending()
            .map(it -> it.at().line() >= at.line() && it.at().line() <= places.endRow(at))
            .orElse(false);
    if (within) {
      page.dropPending();
    }
  }

  /// Writes text as it stands in the file, and with it the comments inside.
  List<Comment> unformatted(Location at, List<Comment> comments) {
    String text = places.text(at);
    page.write(text);
    int lastRow = at.line() + Places.newLines(text);
    List<Comment> rest = new ArrayList<>();
    for (Comment comment : comments) {
      if (keepLastComment && comment.at().line() == lastRow) {
        page.write(" ");
        page.write(places.text(comment.at()));
      } else if (comment.at().line() >= lastRow) {
        rest.add(comment);
      }
    }
    return rest;
  }

  List<Comment> term(boolean parentheses, Term term, List<Comment> all) {
    boolean asked = inParentheses.isPresent() && isSame(inParentheses.get(), term);
    if (asked) {
      inParentheses = Optional.empty();
    }
    List<Comment> comments = losing(rest -> page.comments(rest, term.at().line()), all);
    page.startLineIfNone();
    comments = losing(rest -> value(parentheses || asked, term, rest), comments);
    page.startLineIfNone();
    return comments;
  }

  private static boolean isSame(Term left, Term right) {
    return left.at().equals(right.at()) && left.equals(right);
  }

  private List<Comment> value(boolean parentheses, Term term, List<Comment> comments) {
    return switch (term) {
      case Ref ref -> reference(ref, comments);
      case Term.ObjectTerm object -> collections.object(object, comments);
      case Term.ArrayTerm array -> collections.array(array, comments);
      case Term.SetTerm set -> collections.set(set, comments);
      case Term.Comprehension comprehension -> collections.comprehension(comprehension, comments);
      case Term.Template template -> templates.template(template, comments);
      case Var name -> {
        page.write(name(name));
        yield comments;
      }
      case Call call -> calls.call(parentheses, call, comments);
      case Scalar scalar -> {
        page.write(constant(scalar));
        yield comments;
      }
    };
  }

  private String constant(Scalar scalar) {
    if (!(scalar.value() instanceof StringValue string)) {
      return scalar.value().toString();
    }
    // Strings keep their spelling: an escape stays that escape.
    String text = places.text(scalar.at());
    if (text.startsWith("`")) {
      return text;
    }
    char last = text.isEmpty() ? 0 : text.charAt(text.length() - 1);
    int quote = last == '"' || last == '`' ? text.indexOf(last) : -1;
    return quote < 0 ? GoText.quoted(string.text()) : text.substring(quote);
  }

  private static String name(Var name) {
    return name.isWildcard() ? "_" : name.name();
  }

  /// The part of a head that old files write in brackets.
  String inBrackets(Term term) {
    if (term instanceof Term.Template) {
      return places.text(term.at());
    }
    return term instanceof Scalar scalar && scalar.value() instanceof StringValue text
        ? GoText.quoted(text.text())
        : TermText.of(term);
  }

  List<Comment> reference(Ref ref, List<Comment> all) {
    boolean parentheses = ref.head() instanceof Call && places.startsWith(ref.head().at(), '(');
    List<Comment> comments = losing(rest -> term(parentheses, ref.head(), rest), all);
    for (Term part : ref.path()) {
      if (part instanceof Scalar scalar && scalar.value() instanceof StringValue text) {
        page.write(
            isBracketed(text.text(), part.at())
                ? "[" + GoText.quoted(text.text()) + "]"
                : "." + text.text());
      } else if (part instanceof Var name && !isRoot(name)) {
        page.write("[" + name(name) + "]");
      } else {
        page.write("[");
        try {
          comments = term(part, comments);
        } catch (UnexpectedCommentException e) {
          comments = e.comments();
          page.write("\n");
        }
        page.write("]");
      }
    }
    return comments;
  }

  private static boolean isRoot(Var name) {
    return name.name().equals("input") || name.name().equals("data");
  }

  private boolean isBracketed(String text, Location at) {
    return !RegoNames.isName(text)
        || (options.keywords().contains(text) && places.startsWith(at, '"'));
  }

  /// A reference outside of rules: the path of an import.
  void plainReference(Ref ref) {
    StringBuilder text = new StringBuilder(((Var) ref.head()).name());
    for (Term part : ref.path()) {
      String name =
          part instanceof Scalar scalar && scalar.value() instanceof StringValue string
              ? string.text()
              : "";
      text.append(isBracketed(name, part.at()) ? "[" + GoText.quoted(name) + "]" : "." + name);
    }
    page.write(text.toString());
  }
}
