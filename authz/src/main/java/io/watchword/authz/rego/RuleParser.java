package io.watchword.authz.rego;

import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.value.BooleanValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the definitions of rules and functions.
final class RuleParser {

  private final Cursor cursor;
  private final TermParser terms;
  private final BodyParser bodies;
  private final SpellingCheck spelling;

  RuleParser(Cursor cursor, BodyParser bodies, SpellingCheck spelling) {
    this.cursor = cursor;
    this.terms = bodies.terms();
    this.bodies = bodies;
    this.spelling = spelling;
  }

  /// A head as written, before it is known what it heads.
  private record Draft(Head head, boolean contains) {}

  /// The rule here, several where bodies are chained; empty where it is no rule, the cursor then
  /// being anywhere.
  List<Rule> rules() {
    int start = cursor.start();
    Location startAt = cursor.at();
    cursor.keywordAsRefHead();
    boolean isDefault = cursor.is(TokenKind.DEFAULT);
    if (isDefault) {
      cursor.advance();
      cursor.keywordAsRefHead();
    }
    if (!cursor.is(TokenKind.IDENT)) {
      return List.of();
    }
    Optional<Draft> draft = head(isDefault);
    if (draft.isEmpty()) {
      return List.of();
    }
    Head head = draft.get().head();
    boolean contains = draft.get().contains();
    if (isDefault) {
      DefaultCheck.check(head, startAt, cursor);
      Rule rule = new Rule(head, List.of(), Optional.empty(), true, List.of(), cursor.since(start));
      spelling.check(rule, spelling.written(false, contains, true, false));
      return List.of(rule);
    }
    boolean hasIf = cursor.is(TokenKind.IF);
    head = HeadShape.of(head, hasIf, contains);
    List<Expr> body;
    boolean bodyWritten = true;
    if (hasIf) {
      body = bodyAfterIf();
    } else if (cursor.is(TokenKind.LEFT_BRACE)) {
      body = braces();
    } else if (contains) {
      Rule rule = new Rule(head, List.of(), Optional.empty(), false, List.of(), head.at());
      spelling.check(rule, spelling.written(false, true, false, false));
      return List.of(rule);
    } else {
      return List.of();
    }
    Location headAt = startAt;
    Optional<Rule> otherwise = Optional.empty();
    List<SpellingCheck.Written> chain = new ArrayList<>();
    chain.add(spelling.written(hasIf, contains, bodyWritten, !head.hasValue()));
    if (cursor.is(TokenKind.ELSE) && !cursor.keywordAsRefHead()) {
      checkElse(head);
      otherwise = new ElseParser(cursor, bodies).chain(head, contains, chain, spelling);
    }
    Rule rule = new Rule(head, body, otherwise, false, List.of(), cursor.extend(headAt, start));
    spelling.checkChain(rule, chain);
    List<Rule> rules = new ArrayList<>();
    rules.add(rule);
    chained(rules, head, hasIf, contains);
    return rules;
  }

  private void chained(List<Rule> rules, Head head, boolean hasIf, boolean contains) {
    while (cursor.is(TokenKind.LEFT_BRACE)) {
      if (rules.getFirst().otherwise().isPresent()) {
        throw cursor.fail("expected else keyword", "after `else` there are no more plain bodies");
      }
      Location at = cursor.at();
      int start = cursor.start();
      List<Expr> body = braces();
      Location whole = cursor.extend(at, start);
      Head copy = Relocation.of(freshWildcards(head, whole, cursor), whole);
      Rule rule = new Rule(copy, body, Optional.empty(), false, List.of(), whole);
      spelling.check(rule, spelling.written(hasIf, contains, true, !head.hasValue()));
      rules.add(rule);
    }
  }

  /// The same head for another body: each `_` among its arguments is another variable.
  static Head freshWildcards(Head head, Location at, Cursor cursor) {
    Optional<List<Term>> arguments =
        head.arguments()
            .map(
                all ->
                    all.stream()
                        .map(
                            term ->
                                term instanceof Var name && name.isWildcard()
                                    ? (Term) cursor.wildcard(name.at())
                                    : term)
                        .toList());
    return new Head(
        head.reference(),
        arguments,
        head.key(),
        head.value(),
        head.assigned(),
        head.hasValue(),
        at);
  }

  private void checkElse(Head head) {
    boolean ground = head.reference().path().stream().allMatch(Ground::is);
    if (!ground) {
      throw cursor.fail(
          "else keyword cannot be used on rules with variables in head", "not after such a head");
    }
    if (head.key().isPresent()) {
      throw cursor.fail(
          "else keyword cannot be used on multi-value rules", "not after such a head");
    }
  }

  private List<Expr> braces() {
    cursor.advance();
    List<Expr> body = bodies.body(TokenKind.RIGHT_BRACE);
    cursor.advance();
    return body;
  }

  // `if {x}` is a body, `if {x | ...}` is one statement: a comprehension.
  private List<Expr> bodyAfterIf() {
    cursor.advance();
    if (!cursor.is(TokenKind.LEFT_BRACE)) {
      return List.of(bodies.literal());
    }
    Cursor.Mark brace = cursor.mark();
    try {
      Expr expr = bodies.literal();
      boolean set =
          expr.goal() instanceof Expr.Goal.Truth truth && truth.term() instanceof Term.SetTerm;
      if (!set) {
        return List.of(expr);
      }
    } catch (Cursor.UnreadableException e) {
      // Not a statement, so a body.
    }
    cursor.reset(brace);
    return braces();
  }

  private Optional<Draft> head(boolean isDefault) {
    int start = cursor.start();
    Location at = cursor.at();
    Term term = headTerm(start);
    Optional<List<Term>> arguments = Optional.empty();
    boolean isCall = term instanceof Call;
    if (term instanceof Call call) {
      // `f() { ... }` defines a rule.
      arguments = Optional.of(call.arguments()).filter(all -> !all.isEmpty());
      term = call.function().path().isEmpty() ? call.function().head() : call.function();
    }
    if (term instanceof Term.SetTerm) {
      return Optional.empty();
    }
    Ref reference = term instanceof Ref ref ? ref : new Ref(term, List.of(), term.at());
    if (!(reference.head() instanceof Var) && arguments.isEmpty()) {
      return Optional.empty();
    }
    if (!(reference.head() instanceof Var)) {
      throw cursor.illegal("rule head ref " + TermText.of(reference) + " invalid");
    }
    String name = TermText.of(reference);
    Optional<Term> key = Optional.empty();
    Optional<Term> value = Optional.empty();
    boolean assigned = cursor.is(TokenKind.ASSIGN);
    boolean contains = cursor.is(TokenKind.CONTAINS);
    if (contains) {
      if (isCall) {
        throw cursor.illegal(
            "the contains keyword can only be used with multi-value rule definitions (e.g., "
                + name
                + " contains <VALUE> { ... })");
      }
      key =
          Optional.of(
              valueAfter("expected rule key term (e.g., " + name + " contains <VALUE> { ... })"));
    } else if (assigned) {
      value = Optional.of(valueAfter(assignedNote(name, arguments, isDefault)));
    } else if (cursor.is(TokenKind.UNIFY)) {
      value =
          Optional.of(
              valueAfter(
                  "expected rule value term (e.g., "
                      + name
                      + "[%!s(*ast.Term=<nil>)] = <VALUE> { ... })"));
    }
    Location whole = cursor.extend(at, start);
    Head head =
        new Head(
            reference,
            arguments,
            key,
            value.orElseGet(() -> new Scalar(BooleanValue.TRUE, whole)),
            assigned,
            value.isPresent(),
            whole);
    return Optional.of(new Draft(head, contains));
  }

  private static String assignedNote(
      String name, Optional<List<Term>> arguments, boolean isDefault) {
    if (arguments.isPresent() && !arguments.get().isEmpty()) {
      return "expected function value term (e.g., " + name + "(...) := <VALUE> { ... })";
    }
    return isDefault
        ? "expected default rule value term (e.g., default " + name + " := <VALUE>)"
        : "expected rule value term (e.g., " + name + " := <VALUE> { ... })";
  }

  private Term valueAfter(String note) {
    cursor.advance();
    try {
      return terms.infix();
    } catch (Cursor.UnreadableException e) {
      throw e.isAfterOperator() ? e : cursor.illegal(note);
    }
  }

  private Term headTerm(int start) {
    Term name = terms.variable();
    cursor.advance();
    TokenKind next = cursor.kind();
    if (cursor.isAdjacent() && isOperator(next)) {
      throw cursor.illegal();
    }
    boolean goesOn =
        next == TokenKind.LEFT_PAREN || next == TokenKind.DOT || next == TokenKind.LEFT_BRACKET;
    if (!goesOn) {
      return name;
    }
    try {
      return terms.reference(name, start);
    } catch (Cursor.UnreadableException e) {
      throw cursor.illegal("expected rule head name");
    }
  }

  private static boolean isOperator(TokenKind kind) {
    return switch (kind) {
      case PLUS,
          MINUS,
          TIMES,
          DIVIDE,
          REMAINDER,
          AMPERSAND,
          BAR,
          EQUAL,
          NOT_EQUAL,
          GREATER,
          GREATER_EQUAL,
          LESS,
          LESS_EQUAL ->
          true;
      default -> false;
    };
  }
}
