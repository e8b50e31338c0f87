package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.Template;
import io.watchword.authz.rego.Term.Template.Interpolated;
import io.watchword.authz.rego.Term.Template.Part;
import io.watchword.authz.signature.Capabilities;
import java.util.ArrayList;
import java.util.List;

/// Reads template strings: `$"text {expression} text"`.
final class TemplateParser {

  private final Cursor cursor;
  private final BodyParser bodies;

  TemplateParser(Cursor cursor, BodyParser bodies) {
    this.cursor = cursor;
    this.bodies = bodies;
  }

  /// The cursor stays on the last piece of text.
  Template template(boolean raw) {
    int start = cursor.start();
    if (!cursor.settings().has(Capabilities.TEMPLATE_STRINGS)) {
      throw cursor.fail(
          "template strings are not supported by current capabilities", "a template string");
    }
    List<Part> parts = new ArrayList<>();
    boolean first = true;
    while (true) {
      text(parts, raw, first);
      if (cursor.is(TokenKind.TEMPLATE_END) || cursor.is(TokenKind.RAW_TEMPLATE_END)) {
        break;
      }
      cursor.advance();
      parts.add(new Interpolated(expression()));
      if (!cursor.is(TokenKind.RIGHT_BRACE)) {
        throw cursor.fail("expected } to end template string expression", "expected `}`");
      }
      cursor.advance();
      first = false;
    }
    return new Template(parts, raw, cursor.span(start, cursor.tokens().end(cursor.index())));
  }

  private void text(List<Part> parts, boolean raw, boolean first) {
    String literal = cursor.text();
    int from = first ? 2 : 0;
    if (literal.length() <= from) {
      throw cursor.fail("expected template-string part", "the text ends here");
    }
    String inner = literal.substring(from, literal.length() - 1).replace("\\{", "{");
    String text =
        raw
            ? inner
            : Literals.unescape(inner)
                .orElseThrow(
                    () ->
                        cursor.fail(
                            "illegal template-string part: " + literal, "not a JSON string"));
    if (!text.isEmpty()) {
      parts.add(new Template.Text(text, cursor.at()));
    }
  }

  private Expr expression() {
    Expr expr;
    try {
      expr = bodies.literal();
    } catch (Cursor.UnreadableException e) {
      throw cursor.fail("invalid template-string expression", "not an expression");
    }
    String unexpected = unexpected(expr);
    if (!unexpected.isEmpty()) {
      throw cursor.fail(
          "unexpected " + unexpected + " in template-string expression",
          expr.at(),
          "only values can be printed");
    }
    return expr;
  }

  private static String unexpected(Expr expr) {
    if (expr.negated()) {
      return "negation ('not')";
    }
    return switch (expr.goal()) {
      case Expr.Goal.Unify goal -> "unification ('=')";
      case Expr.Goal.Assign goal -> "assignment (':=')";
      case Expr.Goal.Every goal -> "'every'";
      case Expr.Goal.SomeDeclaration goal -> "'some'";
      case Expr.Goal.SomeIn goal -> "'some'";
      case Expr.Goal.Truth goal -> "";
      case Expr.Goal.Not goal -> "";
      case Expr.Goal.And goal -> "";
      case Expr.Goal.Or goal -> "";
    };
  }
}
