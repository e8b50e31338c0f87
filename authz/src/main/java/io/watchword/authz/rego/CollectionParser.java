package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.ArrayTerm;
import io.watchword.authz.rego.Term.Comprehension;
import io.watchword.authz.rego.Term.Entry;
import io.watchword.authz.rego.Term.ObjectTerm;
import io.watchword.authz.rego.Term.SetTerm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads arrays, sets, objects and their comprehensions. `{a | b}` is a comprehension; where that
/// cannot be, as in `{a | b, c}`, the bar is the union of sets. The cursor stays on the closing
/// bracket.
final class CollectionParser {

  private final Cursor cursor;
  private final TermParser terms;
  private final BodyParser bodies;
  // Bars after which no body follows. Without this, nested attempts would be made twice per level.
  private final Set<Integer> unions = new HashSet<>();

  CollectionParser(Cursor cursor, TermParser terms, BodyParser bodies) {
    this.cursor = cursor;
    this.terms = terms;
    this.bodies = bodies;
  }

  Term array() {
    int start = cursor.start();
    cursor.advance();
    if (cursor.is(TokenKind.RIGHT_BRACKET)) {
      return new ArrayTerm(List.of(), here(start));
    }
    boolean mayComprehend = !skipComma();
    int headStart = cursor.start();
    Term head = terms.term();
    if (mayComprehend && cursor.is(TokenKind.BAR)) {
      Optional<List<Expr>> body = comprehensionBody(TokenKind.RIGHT_BRACKET, false);
      if (body.isPresent()) {
        return comprehension(Comprehension.Kind.ARRAY, Optional.empty(), head, body.get(), start);
      }
    }
    List<Term> items = listAfter(head, headStart, TokenKind.RIGHT_BRACKET);
    return new ArrayTerm(items, here(start));
  }

  private List<Term> listAfter(Term head, int headStart, TokenKind end) {
    List<Term> items = new ArrayList<>();
    items.add(terms.continueInList(head, headStart));
    if (cursor.is(end)) {
      return items;
    }
    if (!cursor.is(TokenKind.COMMA)) {
      throw cursor.illegal("expected \",\" or \"" + end.text() + "\"");
    }
    cursor.advance();
    return terms.list(end, items);
  }

  Term setOrObject() {
    int start = cursor.start();
    cursor.advance();
    if (cursor.is(TokenKind.RIGHT_BRACE)) {
      return new ObjectTerm(List.of(), here(start));
    }
    boolean mayComprehend = !skipComma();
    int headStart = cursor.start();
    Term head = terms.term();
    if (mayComprehend && cursor.is(TokenKind.BAR)) {
      Optional<List<Expr>> body = comprehensionBody(TokenKind.RIGHT_BRACE, false);
      if (body.isPresent()) {
        return comprehension(Comprehension.Kind.SET, Optional.empty(), head, body.get(), start);
      }
      return new SetTerm(listAfter(head, headStart, TokenKind.RIGHT_BRACE), here(start));
    }
    Term first = terms.continueInList(head, headStart);
    return switch (cursor.kind()) {
      case COLON -> object(first, mayComprehend, start);
      case COMMA -> {
        cursor.advance();
        List<Term> members = new ArrayList<>();
        members.add(first);
        yield new SetTerm(terms.list(TokenKind.RIGHT_BRACE, members), here(start));
      }
      case RIGHT_BRACE -> new SetTerm(List.of(first), here(start));
      default -> throw cursor.illegal("non-terminated set");
    };
  }

  private Term object(Term key, boolean mayComprehend, int start) {
    cursor.advance();
    int valueStart = cursor.start();
    Cursor.Mark valueMark = cursor.mark();
    Term value = terms.term();
    boolean plainValue = cursor.is(TokenKind.RIGHT_BRACE) || cursor.is(TokenKind.COMMA);
    if (mayComprehend && cursor.is(TokenKind.BAR)) {
      Optional<List<Expr>> body = comprehensionBody(TokenKind.RIGHT_BRACE, true);
      if (body.isPresent()) {
        return comprehension(Comprehension.Kind.OBJECT, Optional.of(key), value, body.get(), start);
      }
    }
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(key, terms.continueInList(value, valueStart)));
    if (!cursor.is(TokenKind.RIGHT_BRACE) && !cursor.is(TokenKind.COMMA)) {
      throw cursor.illegal("non-terminated object");
    }
    try {
      entries(entries);
    } catch (Cursor.UnreadableException e) {
      throw mayComprehend && plainValue ? nonTerminated(valueMark) : e;
    }
    return new ObjectTerm(entries, here(start));
  }

  // The reference points at the first value; what is really wrong goes into the advice.
  private Cursor.UnreadableException nonTerminated(Cursor.Mark firstValue) {
    String stopped = cursor.lastProblem();
    cursor.reset(firstValue);
    return cursor.illegal("non-terminated object", stopped);
  }

  private void entries(List<Entry> entries) {
    while (cursor.is(TokenKind.COMMA)) {
      cursor.advance();
      if (cursor.is(TokenKind.RIGHT_BRACE)) {
        return;
      }
      Term key = terms.infixInList();
      if (!cursor.is(TokenKind.COLON)) {
        throw cursor.illegal("expected \":\"");
      }
      cursor.advance();
      entries.add(new Entry(key, terms.infixInList()));
    }
    if (!cursor.is(TokenKind.RIGHT_BRACE)) {
      throw cursor.illegal("expected \",\" or \"}\"");
    }
  }

  /// The body after a bar; empty, and the cursor back on the bar, where the bar is a union.
  private Optional<List<Expr>> comprehensionBody(TokenKind end, boolean anyFailure) {
    if (unions.contains(cursor.index())) {
      return Optional.empty();
    }
    Cursor.Mark bar = cursor.mark();
    cursor.advance();
    try {
      return Optional.of(bodies.body(end));
    } catch (Cursor.UnreadableException e) {
      if (!anyFailure && !cursor.is(TokenKind.COMMA)) {
        throw e;
      }
      cursor.reset(bar);
      unions.add(cursor.index());
      return Optional.empty();
    }
  }

  private boolean skipComma() {
    if (cursor.is(TokenKind.COMMA)) {
      cursor.advance();
      return true;
    }
    return false;
  }

  private Term comprehension(
      Comprehension.Kind kind, Optional<Term> key, Term value, List<Expr> body, int start) {
    return new Comprehension(kind, key, value, body, here(start));
  }

  private Location here(int start) {
    return cursor.span(start, cursor.start() + 1);
  }
}
