package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.ArrayTerm;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.SetTerm;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;

/// Reads terms: operators by precedence, references, calls and constants.
final class TermParser {

  // How tightly operators bind, loosest first.
  private static final int RELATION = 1;
  private static final int UNION = 2;
  private static final int INTERSECTION = 3;
  private static final int SUM = 4;
  private static final int PRODUCT = 5;

  private final Cursor cursor;
  private final CollectionParser collections;
  private final TemplateParser templates;

  TermParser(Cursor cursor, BodyParser bodies) {
    this.cursor = cursor;
    this.collections = new CollectionParser(cursor, this, bodies);
    this.templates = new TemplateParser(cursor, bodies);
  }

  /// A term with all operators, also `key, value in collection`.
  Term infix() {
    return infix(true);
  }

  /// A term with all operators where a comma separates it from the next.
  Term infixInList() {
    return infix(false);
  }

  private Term infix(boolean keyValue) {
    cursor.enter();
    int start = cursor.start();
    Term term = membership(relation(), start, keyValue);
    cursor.leave();
    return term;
  }

  /// Goes on reading operators after an operand that stands at `start`.
  Term continueInList(Term operand, int start) {
    cursor.enter();
    Term term = membership(climb(operand, start, RELATION), start, false);
    cursor.leave();
    return term;
  }

  private Term membership(Term first, int start, boolean keyValue) {
    Term left = first;
    int chain = 0;
    while (true) {
      if (keyValue && cursor.is(TokenKind.COMMA)) {
        Cursor.Mark before = cursor.mark();
        try {
          left = keyValueMembership(left, start);
          if (!cursor.is(TokenKind.IN)) {
            break;
          }
          cursor.enter();
          chain++;
          continue;
        } catch (Cursor.UnreadableException e) {
          cursor.reset(before);
        }
      }
      // `with.x` on the next line is a statement of its own.
      if (cursor.keywordAsRefHead() || !cursor.is(TokenKind.IN)) {
        break;
      }
      Location operator = cursor.at();
      cursor.advance();
      left = call("internal.member_2", List.of(left, relation()), operator, start);
      cursor.enter();
      chain++;
      if (!cursor.is(TokenKind.IN)) {
        break;
      }
    }
    cursor.leave(chain);
    return left;
  }

  // Fails where no `in` follows: then the comma separates something else.
  private Term keyValueMembership(Term key, int start) {
    cursor.advance();
    Term value = relation();
    if (!cursor.is(TokenKind.IN)) {
      throw new Cursor.UnreadableException();
    }
    Location operator = cursor.at();
    cursor.advance();
    return call("internal.member_3", List.of(key, value, relation()), operator, start);
  }

  private Term relation() {
    int start = cursor.start();
    return climb(term(), start, RELATION);
  }

  private Term climb(Term first, int start, int loosest) {
    Term left = first;
    int chain = 0;
    int level = level(cursor.kind());
    while (level >= loosest) {
      String name = cursor.kind().text();
      Location operator = cursor.at();
      cursor.advance();
      int rightStart = cursor.start();
      Term right = right(rightStart, level);
      left = call(name, List.of(left, right), operator, start);
      cursor.enter();
      chain++;
      level = level(cursor.kind());
    }
    cursor.leave(chain);
    return left;
  }

  private Term right(int start, int level) {
    try {
      return climb(term(), start, level + 1);
    } catch (Cursor.UnreadableException e) {
      throw new Cursor.UnreadableException(true);
    }
  }

  private static int level(TokenKind kind) {
    return switch (kind) {
      case EQUAL, NOT_EQUAL, LESS, GREATER, LESS_EQUAL, GREATER_EQUAL -> RELATION;
      case BAR -> UNION;
      case AMPERSAND -> INTERSECTION;
      case PLUS, MINUS -> SUM;
      case TIMES, DIVIDE, REMAINDER -> PRODUCT;
      default -> 0;
    };
  }

  private Term call(String name, List<Term> operands, Location operator, int start) {
    Location at = cursor.extend(operands.getFirst().at(), start);
    return new Call(Call.of(name, List.of(), operator).function(), operands, at);
  }

  /// A term without operators.
  Term term() {
    cursor.enter();
    Term term = primary();
    cursor.leave();
    return term;
  }

  private Term primary() {
    int start = cursor.start();
    Location at = cursor.at();
    logicalWordAsFunction();
    return switch (cursor.kind()) {
      case NULL -> constant(new Scalar(NullValue.NULL, at), start);
      case TRUE -> constant(new Scalar(BooleanValue.TRUE, at), start);
      case FALSE -> constant(new Scalar(BooleanValue.FALSE, at), start);
      case MINUS -> negative(at, start);
      case DOT, NUMBER -> constant(number("", at, start), start);
      case STRING -> constant(string(at), start);
      case TEMPLATE_PART, TEMPLATE_END -> constant(templates.template(false), start);
      case RAW_TEMPLATE_PART, RAW_TEMPLATE_END -> constant(templates.template(true), start);
      case IDENT, CONTAINS -> finish(variable(), start);
      case LEFT_BRACKET -> finish(collections.array(), start);
      case LEFT_BRACE -> finish(collections.setOrObject(), start);
      case LEFT_PAREN -> finish(parenthesised(start), start);
      default -> throw cursor.illegal();
    };
  }

  // `and` and `or` are also functions: the names of `&` and `|`.
  private void logicalWordAsFunction() {
    if ((cursor.is(TokenKind.LOGICAL_AND) || cursor.is(TokenKind.LOGICAL_OR))
        && cursor.followsAtOnce(TokenKind.LEFT_PAREN, TokenKind.LEFT_PAREN)) {
      cursor.readAsIdent();
    }
  }

  private Term constant(Term term, int start) {
    return finish(term, start);
  }

  private Term negative(Location at, int start) {
    if (cursor.peek() != TokenKind.IDENT && cursor.peek() != TokenKind.CONTAINS) {
      cursor.advance();
      if (!cursor.is(TokenKind.NUMBER) && !cursor.is(TokenKind.DOT)) {
        throw cursor.illegal("expected number");
      }
      return finish(number("-", at, start), start);
    }
    cursor.advance();
    int operandStart = cursor.start();
    Term operand = finish(variable(), operandStart);
    Location whole = cursor.since(start);
    return new Call(
        Call.of("minus", List.of(), at).function(),
        List.of(new Scalar(NumberValue.of(0), at), operand),
        whole);
  }

  private Term number(String sign, Location at, int start) {
    String prefix = sign;
    if (cursor.is(TokenKind.DOT)) {
      prefix += ".";
      cursor.advance();
      if (!cursor.is(TokenKind.NUMBER)) {
        throw cursor.illegal("expected number");
      }
    }
    String digits = cursor.text();
    if (!prefix.endsWith(".") && hasLeadingZero(digits)) {
      throw cursor.illegal("expected number without leading zero");
    }
    NumberValue value =
        Literals.number(prefix + digits)
            .orElseThrow(() -> cursor.fail("number too big", "beyond what numbers can be"));
    return new Scalar(value, prefix.isEmpty() ? at : cursor.span(start, start + 1));
  }

  private static boolean hasLeadingZero(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return false;
    }
    char second = digits.charAt(1);
    return second != '.' && !(digits.length() > 2 && (second == 'e' || second == 'E'));
  }

  private Term string(Location at) {
    String literal = cursor.text();
    String inner = literal.substring(1, literal.length() - 1);
    if (literal.charAt(0) == '`') {
      return new Scalar(new StringValue(inner), at);
    }
    String text =
        Literals.unescape(inner)
            .orElseThrow(
                () -> cursor.fail("illegal string literal: " + literal, "not a JSON string"));
    return new Scalar(new StringValue(text), at);
  }

  /// The name here, a fresh one for `_`; does not move.
  Var variable() {
    Location at = cursor.at();
    String name = cursor.text();
    return name.equals("_") ? cursor.wildcard(at) : new Var(name, at);
  }

  private Term parenthesised(int start) {
    cursor.advance();
    Term inner = infix();
    if (!cursor.is(TokenKind.RIGHT_PAREN)) {
      throw cursor.fail("non-terminated expression", "expected `)`");
    }
    Location at = inner.at();
    return Relocation.of(
        inner,
        new Location(at.file(), at.line(), at.column(), at.length(), start, cursor.start() + 1));
  }

  // The cursor stands on the last token of the head.
  private Term finish(Term head, int start) {
    cursor.advance();
    return cursor.isAdjacent() ? reference(head, start) : head;
  }

  /// The reference or call that goes on after `head`, the cursor being after it; `head` where
  /// nothing follows.
  Term reference(Term head, int start) {
    boolean first = true;
    int depth = 0;
    Term current = head;
    while (first || cursor.isAdjacent()) {
      first = false;
      switch (cursor.kind()) {
        case DOT, LEFT_BRACKET -> {
          checkRefHead(current);
          current = path(current, start);
        }
        case LEFT_PAREN -> {
          current = callOf(current, start);
        }
        default -> {
          cursor.leave(depth);
          return current;
        }
      }
      cursor.enter();
      depth++;
    }
    cursor.leave(depth);
    return current;
  }

  private void checkRefHead(Term head) {
    if (head instanceof Scalar || head instanceof Ref || head instanceof Term.Template) {
      throw cursor.fail(
          "illegal ref (head cannot be " + Kinds.of(head) + ")",
          head.at(),
          "nothing can be looked up in it");
    }
  }

  private Term path(Term head, int start) {
    List<Term> path = new ArrayList<>();
    do {
      if (cursor.is(TokenKind.DOT)) {
        cursor.advance();
        if (!cursor.isAdjacent() || !cursor.is(TokenKind.IDENT) && !cursor.isKeywordForRef()) {
          cursor.blameBlank();
          throw cursor.illegal("expected identifier");
        }
        path.add(new Scalar(new StringValue(cursor.text()), cursor.at()));
        cursor.advance();
      } else {
        cursor.advance();
        path.add(infix());
        if (!cursor.is(TokenKind.RIGHT_BRACKET)) {
          throw cursor.illegal("expected [");
        }
        cursor.advance();
      }
    } while (cursor.isAdjacent()
        && (cursor.is(TokenKind.DOT) || cursor.is(TokenKind.LEFT_BRACKET)));
    return new Ref(head, path, cursor.extend(head.at(), start));
  }

  private Term callOf(Term operator, int start) {
    if (operator instanceof Scalar || operator instanceof Term.Template) {
      checkRefHead(operator);
    }
    Ref function =
        operator instanceof Ref ref
            ? ref
            : new Ref(operator, List.of(), cursor.span(start, cursor.start()));
    cursor.advance();
    List<Term> arguments = list(TokenKind.RIGHT_PAREN, new ArrayList<>());
    int end = cursor.start() + 1;
    cursor.advance();
    Location at = operator.at();
    Location whole = new Location(at.file(), at.line(), at.column(), at.length(), start, end);
    boolean emptySet =
        arguments.isEmpty() && operator instanceof Var name && name.name().equals("set");
    return emptySet ? new SetTerm(List.of(), whole) : new Call(function, arguments, whole);
  }

  /// Terms separated by commas up to `end`, where the cursor stays.
  List<Term> list(TokenKind end, List<Term> terms) {
    while (!cursor.is(end)) {
      terms.add(infixInList());
      if (cursor.is(end)) {
        break;
      }
      if (!cursor.is(TokenKind.COMMA)) {
        throw cursor.illegal("expected \",\" or \"" + end.text() + "\"");
      }
      cursor.advance();
    }
    return terms;
  }

  /// An array of terms read so far.
  static ArrayTerm array(List<Term> items, Location at) {
    return new ArrayTerm(items, at);
  }
}
