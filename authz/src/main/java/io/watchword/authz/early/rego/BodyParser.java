package io.watchword.authz.early.rego;

import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Expressions and terms, by recursive descent. Nesting is counted, so that hostile text ends in an
/// error and not in a stack overflow. Used for one file, on one thread.
final class BodyParser {

  private static final int DEEPEST = 100;
  private static final Map<String, String> COMPARISONS =
      Map.of("==", "equal", "!=", "neq", "<", "lt", "<=", "lte", ">", "gt", ">=", "gte");

  private final Tokens tokens;
  private int depth;
  private boolean inComprehensionHead;

  BodyParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /// Forgets what was open when a statement was given up.
  void reset() {
    depth = 0;
    inComprehensionHead = false;
  }

  /// Expressions up to `end`, which is consumed.
  List<Expr> body(String end) {
    List<Expr> body = new ArrayList<>();
    if (tokens.peek().is(end)) {
      throw tokens.error(
          "the body is empty",
          tokens.peek(),
          "expected: an expression",
          "write `true` for a body that always holds");
    }
    while (true) {
      body.add(expr());
      Token next = tokens.peek();
      if (next.is(";")) {
        tokens.next();
        next = tokens.peek();
      } else if (!next.is(end) && !next.lineBreakBefore()) {
        throw tokens.error(
            "unexpected " + next.shown(), next, "expected: a new line, `;` or `" + end + "`", "");
      }
      if (next.is(end)) {
        tokens.next();
        return body;
      }
    }
  }

  Expr expr() {
    Token start = tokens.peek();
    enter(start);
    Expr expr = exprWithin(start);
    depth--;
    if (tokens.peek().is("with")) {
      throw tokens.unsupported(
          "`with`", tokens.peek(), "test with different input documents instead");
    }
    return expr;
  }

  private void enter(Token at) {
    if (++depth > DEEPEST) {
      depth = 0;
      throw tokens.error(
          "the expression is nested deeper than " + DEEPEST + " levels",
          at,
          "too deep",
          "split it into several rules");
    }
  }

  private Expr exprWithin(Token start) {
    if (start.is("not")) {
      tokens.next();
      if (tokens.peek().is("{")) {
        throw tokens.unsupported(
            "`not { … }`", start, "put the body into a rule of its own and negate that");
      }
      Expr inner = expr();
      return new Expr.Not(inner, tokens.since(start));
    }
    if (start.is("some")) {
      return some(start);
    }
    if (start.is("every")) {
      throw tokens.unsupported(
          "`every`", start, "write a rule that finds a counter-example and negate it");
    }
    Term left = term();
    if (tokens.peek().is(":=")) {
      checkTarget(left, start);
      tokens.next();
      Term value = term();
      return new Expr.Assign(left, value, tokens.since(start));
    }
    if (tokens.peek().is("=")) {
      tokens.next();
      Term right = term();
      return new Expr.Unify(left, right, tokens.since(start));
    }
    return new Expr.TermExpr(left, tokens.since(start));
  }

  private void checkTarget(Term target, Token start) {
    boolean fits =
        target instanceof Term.Var
            || target instanceof Term.ArrayTerm
            || target instanceof Term.ObjectTerm;
    if (!fits) {
      throw tokens.error(
          "`:=` assigns to a variable", start, "not a variable", "compare with `==`");
    }
  }

  private Expr some(Token start) {
    tokens.next();
    Term first = operand();
    Optional<Term> second = Optional.empty();
    List<Term> more = new ArrayList<>(List.of(first));
    while (tokens.peek().is(",")) {
      tokens.next();
      more.add(operand());
    }
    if (tokens.peek().is("in")) {
      tokens.next();
      if (more.size() > 2) {
        throw tokens.error("`some … in` takes one or two names", start, more.size() + " given", "");
      }
      Term collection = relation();
      if (more.size() == 2) {
        second = Optional.of(more.get(0));
      }
      return new Expr.SomeIn(second, more.getLast(), collection, tokens.since(start));
    }
    List<Term.Var> variables = new ArrayList<>();
    for (Term term : more) {
      if (!(term instanceof Term.Var variable)) {
        throw tokens.error(
            "`some` declares names", start, "expected: names, or `in` after them", "");
      }
      variables.add(variable);
    }
    return new Expr.SomeDeclaration(variables, tokens.since(start));
  }

  /// A term with everything that can be in it but `=` and `:=`.
  Term term() {
    Token start = tokens.peek();
    enter(start);
    Term left = relation();
    while (tokens.peek().is("in")) {
      tokens.next();
      Term collection = relation();
      left = new Term.Call("internal.member_2", List.of(left, collection), tokens.since(start));
    }
    depth--;
    return left;
  }

  private Term relation() {
    Token start = tokens.peek();
    Term left = union();
    while (tokens.peek().kind() == Token.Kind.SYMBOL
        && COMPARISONS.containsKey(tokens.peek().text())) {
      String function = COMPARISONS.getOrDefault(tokens.next().text(), "equal");
      Term right = union();
      left = new Term.Call(function, List.of(left, right), tokens.since(start));
    }
    return left;
  }

  private Term union() {
    Token start = tokens.peek();
    Term left = operand();
    while (true) {
      Token operator = tokens.peek();
      if (operator.is("|") && inComprehensionHead) {
        return left;
      }
      String function = operator.is("|") ? "or" : operator.is("&") ? "and" : "";
      if (function.isEmpty()) {
        refuseArithmetic(operator);
        return left;
      }
      tokens.next();
      left = new Term.Call(function, List.of(left, operand()), tokens.since(start));
    }
  }

  private void refuseArithmetic(Token operator) {
    boolean arithmetic = List.of("+", "-", "*", "/", "%").contains(operator.text());
    if (operator.kind() == Token.Kind.SYMBOL && arithmetic && !operator.lineBreakBefore()) {
      throw tokens.unsupported(
          "arithmetic (`" + operator.text() + "`)",
          operator,
          "compute the value before, or compare directly");
    }
  }

  /// A term without operators.
  private Term operand() {
    Token start = tokens.peek();
    enter(start);
    Term term = suffixes(primary(start), start);
    depth--;
    return term;
  }

  private Term primary(Token start) {
    return switch (start.kind()) {
      case STRING -> new Term.Scalar(new StringValue(tokens.next().text()), start.at());
      case NUMBER -> number(tokens.next(), "");
      case NAME -> name(start);
      case TEMPLATE ->
          throw tokens.unsupported(
              "string interpolation (`$\"…\"`)", start, "use `sprintf` or `concat`");
      case SYMBOL -> bracketed(start);
      case BAD, END ->
          throw tokens.error("unexpected " + start.shown(), start, "expected: a value", "");
    };
  }

  private Term number(Token token, String sign) {
    try {
      return new Term.Scalar(NumberValue.parse(sign + token.text()), token.at());
    } catch (NumberFormatException e) {
      throw tokens.error("`" + token.text() + "` is no number", token, "expected: as in JSON", "");
    }
  }

  private Term name(Token start) {
    switch (start.text()) {
      case "true", "false" -> {
        return new Term.Scalar(BooleanValue.of(tokens.next().is("true")), start.at());
      }
      case "null" -> {
        tokens.next();
        return new Term.Scalar(NullValue.NULL, start.at());
      }
      case "_" -> {
        tokens.next();
        return new Term.Var(tokens.wildcard(), start.at());
      }
      case "contains" -> {
        // Keyword and built-in: a call where a parenthesis follows.
        if (tokens.peek(1).is("(") && !tokens.peek(1).spaceBefore()) {
          tokens.next();
          return new Term.Var(start.text(), start.at());
        }
      }
      default -> {}
    }
    if (RegoParser.KEYWORDS.contains(start.text())) {
      throw tokens.error(
          "unexpected keyword `" + start.text() + "`", start, "expected: a value", "");
    }
    tokens.next();
    if (start.text().equals("set") && tokens.peek().is("(") && tokens.peek(1).is(")")) {
      tokens.next();
      tokens.next();
      return new Term.SetTerm(List.of(), start.at());
    }
    return new Term.Var(start.text(), start.at());
  }

  private Term bracketed(Token start) {
    return switch (start.text()) {
      case "[" -> array(start);
      case "{" -> braces(start);
      case "(" -> {
        tokens.next();
        boolean outer = inComprehensionHead;
        inComprehensionHead = false;
        Term inner = term();
        inComprehensionHead = outer;
        tokens.expect(")");
        yield inner;
      }
      case "-" -> {
        tokens.next();
        Token number = tokens.peek();
        if (number.kind() != Token.Kind.NUMBER || number.spaceBefore()) {
          throw tokens.unsupported("arithmetic (`-`)", start, "");
        }
        yield number(tokens.next(), "-");
      }
      default -> throw tokens.error("unexpected " + start.shown(), start, "expected: a value", "");
    };
  }

  /// Terms up to `end`, which is consumed.
  List<Term> list(String end) {
    boolean outer = inComprehensionHead;
    inComprehensionHead = false;
    List<Term> terms = new ArrayList<>();
    while (!tokens.peek().is(end)) {
      terms.add(term());
      if (!separated(end)) {
        break;
      }
    }
    tokens.expect(end);
    inComprehensionHead = outer;
    return terms;
  }

  private boolean separated(String end) {
    Token next = tokens.peek();
    if (next.is(",")) {
      tokens.next();
      return true;
    }
    if (!next.is(end)) {
      throw tokens.error("unexpected " + next.shown(), next, "expected: `,` or `" + end + "`", "");
    }
    return false;
  }

  private Term array(Token start) {
    tokens.next();
    if (tokens.peek().is("]")) {
      tokens.next();
      return new Term.ArrayTerm(List.of(), tokens.since(start));
    }
    Term first = head();
    if (tokens.peek().is("|")) {
      return comprehension(Term.Comprehension.Kind.ARRAY, Optional.empty(), first, "]", start);
    }
    List<Term> items = new ArrayList<>(List.of(first));
    if (separated("]")) {
      items.addAll(list("]"));
    } else {
      tokens.expect("]");
    }
    return new Term.ArrayTerm(items, tokens.since(start));
  }

  // The first term after an opening bracket, where `|` begins a comprehension's body.
  private Term head() {
    boolean outer = inComprehensionHead;
    inComprehensionHead = true;
    Term head = term();
    inComprehensionHead = outer;
    return head;
  }

  private Term comprehension(
      Term.Comprehension.Kind kind, Optional<Term> key, Term value, String end, Token start) {
    tokens.next();
    boolean outer = inComprehensionHead;
    inComprehensionHead = false;
    List<Expr> body = body(end);
    inComprehensionHead = outer;
    return new Term.Comprehension(kind, key, value, body, tokens.since(start));
  }

  private Term braces(Token start) {
    tokens.next();
    if (tokens.peek().is("}")) {
      tokens.next();
      return new Term.ObjectTerm(List.of(), tokens.since(start));
    }
    Term first = head();
    if (tokens.peek().is(":")) {
      return object(first, start);
    }
    if (tokens.peek().is("|")) {
      return comprehension(Term.Comprehension.Kind.SET, Optional.empty(), first, "}", start);
    }
    List<Term> members = new ArrayList<>(List.of(first));
    if (separated("}")) {
      members.addAll(list("}"));
    } else {
      tokens.expect("}");
    }
    return new Term.SetTerm(members, tokens.since(start));
  }

  private Term object(Term firstKey, Token start) {
    tokens.next();
    Term firstValue = head();
    if (tokens.peek().is("|")) {
      return comprehension(
          Term.Comprehension.Kind.OBJECT, Optional.of(firstKey), firstValue, "}", start);
    }
    List<Term.Entry> entries = new ArrayList<>(List.of(new Term.Entry(firstKey, firstValue)));
    boolean outer = inComprehensionHead;
    inComprehensionHead = false;
    while (separated("}") && !tokens.peek().is("}")) {
      Term key = term();
      tokens.expect(":");
      entries.add(new Term.Entry(key, term()));
    }
    inComprehensionHead = outer;
    tokens.expect("}");
    return new Term.ObjectTerm(entries, tokens.since(start));
  }

  /// `.name`, `[term]` and `(arguments)` right after a term.
  private Term suffixes(Term head, Token start) {
    Term term = head;
    List<Term> path = new ArrayList<>();
    StringBuilder dotted = new StringBuilder(head instanceof Term.Var v ? v.name() : "");
    boolean plain = head instanceof Term.Var;
    while (!tokens.peek().spaceBefore()) {
      if (tokens.peek().is(".")) {
        tokens.next();
        Token name = tokens.anyName("a name after `.`");
        path.add(new Term.Scalar(new StringValue(name.text()), name.at()));
        dotted.append('.').append(name.text());
      } else if (tokens.peek().is("[") && isReferable(head)) {
        tokens.next();
        boolean outer = inComprehensionHead;
        inComprehensionHead = false;
        path.add(term());
        inComprehensionHead = outer;
        tokens.expect("]");
        plain = false;
      } else if (tokens.peek().is("(") && plain) {
        tokens.next();
        List<Term> arguments = list(")");
        term = new Term.Call(dotted.toString(), arguments, tokens.since(start));
        path.clear();
        plain = false;
      } else {
        break;
      }
    }
    return path.isEmpty() ? term : new Term.Ref(term, path, tokens.since(start));
  }

  private static boolean isReferable(Term head) {
    return !(head instanceof Term.Scalar);
  }
}
