package io.watchword.authz.format;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Relocation;
import io.watchword.authz.rego.Term;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Comprehension;
import io.watchword.authz.rego.Term.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Writes arrays, sets, objects, argument lists and comprehensions: on one line, or an element a
/// line where they were written on several.
final class CollectionWriter {

  private final Page page;
  private final Places places;
  private final TermWriter terms;

  CollectionWriter(Page page, Places places, TermWriter terms) {
    this.page = page;
    this.places = places;
    this.terms = terms;
  }

  List<Comment> array(Term.ArrayTerm array, List<Comment> comments) {
    page.write("[");
    try {
      return terms.losing(
          rest ->
              iterable(
                  array.items(),
                  array.at(),
                  places.closingRow('[', ']', array.at()),
                  rest,
                  listItems(true)),
          comments);
    } finally {
      page.write("]");
    }
  }

  List<Comment> set(Term.SetTerm set, List<Comment> comments) {
    int close = places.closingRow('{', '}', set.at());
    if (set.members().isEmpty()) {
      page.write("set()");
      int row = places.closingRow('(', ')', set.at());
      return terms.losing(rest -> page.comments(rest, row), comments);
    }
    Map<String, Term> members = new LinkedHashMap<>();
    for (Term member : set.members()) {
      members.putIfAbsent(key(member), member);
    }
    page.write("{");
    try {
      return terms.losing(
          rest -> iterable(List.copyOf(members.values()), set.at(), close, rest, listItems(true)),
          comments);
    } finally {
      page.write("}");
    }
  }

  // Wildcards are never the same; comprehensions are not compared.
  private static String key(Term term) {
    return term instanceof Term.Scalar scalar
        ? io.watchword.authz.rego.TermText.of(scalar)
        : term.at().line() + ":" + term.at().column();
  }

  List<Comment> object(Term.ObjectTerm object, List<Comment> comments) {
    page.write("{");
    try {
      return iterable(
          object.entries(),
          object.at(),
          places.closingRow('{', '}', object.at()),
          comments,
          this::entry);
    } finally {
      page.write("}");
    }
  }

  private List<Comment> entry(Entry entry, List<Comment> all) {
    boolean keyUnion = CallWriter.isUnion(entry.key());
    page.write(keyUnion ? "(" : "");
    List<Comment> comments = terms.losing(terms::term, entry.key(), all);
    page.write(keyUnion ? "): " : ": ");
    return inParentheses(CallWriter.isUnion(entry.value()), entry.value(), comments);
  }

  private List<Comment> inParentheses(boolean parentheses, Term term, List<Comment> comments) {
    page.write(parentheses ? "(" : "");
    try {
      return terms.term(term, comments);
    } finally {
      page.write(parentheses ? ")" : "");
    }
  }

  /// How the elements of a list are written.
  ///
  /// @param everyUnion whether all unions get parentheses, not only those that had them
  BiFunction<Term, List<Comment>, List<Comment>> listItems(boolean everyUnion) {
    return (term, comments) ->
        inParentheses(
            CallWriter.isUnion(term) && (everyUnion || places.startsWith(term.at(), '(')),
            term,
            comments);
  }

  private static Location at(Object element) {
    return switch (element) {
      case Term term -> term.at();
      case Entry entry -> entry.key().at();
      case Expr expr -> expr.at();
      default -> throw new IllegalArgumentException("no place of " + element);
    };
  }

  private <T> List<List<T>> lines(List<T> elements, Location first) {
    // Names that the compiler made: the text is a printed plan, whose lines mean nothing.
    if (elements.stream().anyMatch(it -> places.text(at(it)).contains("__local"))) {
      return List.of(elements);
    }
    List<T> sorted = new ArrayList<>(elements);
    sorted.sort(
        Comparator.comparingInt((T it) -> at(it).line()).thenComparingInt(it -> at(it).column()));
    List<List<T>> lines = new ArrayList<>();
    List<T> line = new ArrayList<>();
    int row = first.line();
    for (T element : sorted) {
      if (at(element).line() > row && !(lines.isEmpty() && line.isEmpty())) {
        lines.add(line);
        line = new ArrayList<>();
      }
      row = at(element).line();
      line.add(element);
    }
    lines.add(line);
    return lines;
  }

  /// Elements between brackets.
  ///
  /// @param open where what holds them begins
  <T> List<Comment> iterable(
      List<T> elements,
      Location open,
      int closeRow,
      List<Comment> all,
      BiFunction<T, List<Comment>, List<Comment>> writer) {
    List<List<T>> lines = lines(elements, open);
    boolean several = lines.size() > 1;
    if (!several) {
      for (Comment comment : all) {
        if (comment.at().line() > open.line() && comment.at().line() < closeRow) {
          throw new UnexpectedCommentException(all);
        }
      }
      several = !elements.isEmpty() && beginsOnNextLine(open, at(elements.getFirst()));
    }
    if (several) {
      page.delayComment();
      page.endLine();
      page.up();
      page.startLine();
    }
    List<Comment> comments = all;
    for (int i = 0; i < lines.size(); i++) {
      List<T> line = lines.get(i);
      comments = terms.losing(rest -> line(line, rest, writer), comments);
      if (i < lines.size() - 1) {
        page.write(",");
        page.endLine();
        page.startLine();
      }
    }
    if (several) {
      page.write(",");
      page.endLine();
      comments = terms.losing(rest -> page.comments(rest, closeRow), comments);
      page.down();
      page.startLine();
    }
    return comments;
  }

  private boolean beginsOnNextLine(Location open, Location first) {
    String whole = places.text(open);
    int cut = whole.indexOf(places.text(first));
    return cut > 0 && whole.substring(0, cut).indexOf('\n') > 0;
  }

  private <T> List<Comment> line(
      List<T> line, List<Comment> all, BiFunction<T, List<Comment>, List<Comment>> writer) {
    List<Comment> comments = all;
    for (int i = 0; i < line.size(); i++) {
      comments = writer.apply(line.get(i), comments);
      if (i < line.size() - 1) {
        page.write(", ");
      }
    }
    return comments;
  }

  List<Comment> comprehension(Comprehension comprehension, List<Comment> comments) {
    boolean isArray = comprehension.kind() == Comprehension.Kind.ARRAY;
    page.write(isArray ? "[" : "{");
    try {
      return terms.losing(rest -> inside(comprehension, isArray, rest), comments);
    } finally {
      page.write(isArray ? "]" : "}");
    }
  }

  private List<Comment> inside(Comprehension comprehension, boolean isArray, List<Comment> all) {
    List<Comment> comments = all;
    Location at = comprehension.at();
    Term value = comprehension.value();
    if (comprehension.key().isPresent()) {
      Term key = comprehension.key().get();
      boolean union = CallWriter.isUnion(key);
      page.write(union ? "(" : "");
      comments = terms.term(key, comments);
      page.write(union ? "): " : ": ");
      // The value never moves to a line of its own.
      Location it = value.at();
      value =
          Relocation.of(
              value,
              new Location(it.file(), at.line(), it.column(), it.length(), it.offset(), it.end()));
    }
    if (value.at().line() > at.line()) {
      page.endLine();
      page.startLine();
    }
    boolean parentheses =
        value instanceof Call call
            && (CallWriter.operator(call).isPresent() || places.startsWith(value.at(), '('));
    Term head = value;
    comments = terms.term(parentheses, head, comments);
    page.write(" |");
    return body(
        isArray ? '[' : '{', isArray ? ']' : '}', comprehension.body(), head.at(), at, comments);
  }

  /// A body in brackets.
  ///
  /// @param before where what comes before it stands
  /// @param whole where the brackets stand
  List<Comment> body(
      char open, char close, List<Expr> body, Location before, Location whole, List<Comment> all) {
    ExprWriter expressions = terms.expressions();
    List<Comment> comments = all;
    boolean several = lines(body, before).size() > 1 || body.getFirst().at().line() > before.line();
    if (several) {
      page.endLine();
      page.up();
    } else {
      page.write(" ");
    }
    try {
      if (several) {
        comments = expressions.body(body, before, comments);
      } else {
        for (int i = 0; i < body.size(); i++) {
          comments = expressions.expression(body.get(i), comments);
          page.write(i < body.size() - 1 ? "; " : "");
        }
      }
      return terms.losing(
          rest -> page.comments(rest, places.closingRow(open, close, whole)), comments);
    } finally {
      if (several) {
        page.down();
        page.startLine();
      }
    }
  }
}
