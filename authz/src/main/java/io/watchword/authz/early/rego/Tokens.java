package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import java.util.List;

/// The tokens of a file and where the parser stands in them. Used on one thread.
final class Tokens {

  private final Source source;
  private final List<Token> tokens;
  private int at;
  private int wildcards;

  Tokens(Source source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  int position() {
    return at;
  }

  void position(int position) {
    at = position;
  }

  /// A fresh name for `_`.
  String wildcard() {
    return "$" + wildcards++;
  }

  Token expect(String symbol) {
    Token token = peek();
    if (!token.is(symbol)) {
      throw error("unexpected " + token.shown(), token, "expected: `" + symbol + "`", "");
    }
    return next();
  }

  /// A name that is no keyword.
  Token name(String what) {
    Token token = anyName(what);
    if (RegoParser.KEYWORDS.contains(token.text())) {
      at--;
      throw error("`" + token.text() + "` is a keyword", token, "expected: " + what, "");
    }
    return token;
  }

  /// A name or keyword.
  Token anyName(String what) {
    Token token = peek();
    if (token.kind() != Token.Kind.NAME) {
      throw error("unexpected " + token.shown(), token, "expected: " + what, "");
    }
    return next();
  }

  SyntaxException error(String message, Token token, String label, String help) {
    return new SyntaxException(source.error("rego_parse_error", message, token.at(), label, help));
  }

  SyntaxException unsupported(String what, Token token, String help) {
    return error(what + " is not supported yet by this version", token, "not supported yet", help);
  }

  /// To the next token that can begin a statement: a name at the start of a line that is not
  /// indented.
  void skipToStatement(int start) {
    if (at == start) {
      next();
    }
    while (!atEnd()) {
      Token token = peek();
      if (token.lineBreakBefore() && token.at().column() == 1 && token.kind() == Token.Kind.NAME) {
        return;
      }
      next();
    }
  }

  /// The location from `start` to the token before the current one.
  Location since(Token start) {
    Token last = tokens.get(Math.max(0, at - 1));
    Location from = start.at();
    int length =
        last.at().line() == from.line()
            ? last.at().column() + last.at().length() - from.column()
            : source.line(from.line()).length() - from.column() + 1;
    return new Location(from.file(), from.line(), from.column(), Math.max(1, length));
  }
}
