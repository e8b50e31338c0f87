package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.graphql.Lexer.Kind;
import io.watchword.authz.builtin.graphql.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of a text one by one, comments apart. One parse, one thread.
final class TokenStream {

  private static final int DEEPEST = 200;

  private final Lexer lexer;
  private Token ahead;
  private Token last;
  private @Nullable Node comment;
  private int depth;

  TokenStream(String text) {
    this.lexer = new Lexer(text);
    this.ahead = read();
    this.last = ahead;
  }

  // Comments before a token are kept until the token is taken.
  private Token read() {
    List<Node> comments = new ArrayList<>();
    Token token = lexer.next();
    while (token.kind() == Kind.COMMENT) {
      comments.add(
          new Node(Shape.COMMENT, token.line(), token.column()).set("Value", token.value()));
      token = lexer.next();
    }
    comment = comments.isEmpty() ? null : Node.nowhere(Shape.COMMENTS).set("List", comments);
    return token;
  }

  Token peek() {
    return ahead;
  }

  Kind kind() {
    return ahead.kind();
  }

  /// Comments just before the next token.
  @Nullable Node comment() {
    return comment;
  }

  /// The token taken last.
  Token last() {
    return last;
  }

  Token take() {
    last = ahead;
    if (last.failure().isPresent()) {
      throw last.failure().get();
    }
    if (last.kind() != Kind.EOF) {
      ahead = read();
    }
    return last;
  }

  boolean skip(Kind kind) {
    if (ahead.kind() != kind) {
      return false;
    }
    take();
    return true;
  }

  void expect(Kind kind) {
    if (ahead.kind() != kind) {
      throw failure("Expected " + kind.label() + ", found " + ahead.kind().label());
    }
    take();
  }

  void expectKeyword(String word) {
    if (!ahead.is(word)) {
      throw failure("Expected " + Types.quoted(word) + ", found " + ahead);
    }
    take();
  }

  String name() {
    expect(Kind.NAME);
    return last.value();
  }

  /// A node that begins at the next token.
  Node node(Shape shape) {
    return new Node(shape, ahead.line(), ahead.column());
  }

  /// What stands between two brackets, at least one; nothing if the first bracket is not there.
  void some(Kind open, Kind close, Runnable each) {
    if (skip(open)) {
      if (kind() == close) {
        throw failure("expected at least one definition, found " + close.label());
      }
      many(close, each);
      take();
    }
  }

  /// Everything up to a bracket, which stays.
  void many(Kind close, Runnable each) {
    if (++depth > DEEPEST) {
      throw failure("nested more than " + DEEPEST + " deep");
    }
    while (kind() != close) {
      each.run();
    }
    depth--;
  }

  GraphqlException unexpected(Token token) {
    return new GraphqlException(token.line(), token.column(), "Unexpected " + token);
  }

  GraphqlException failure(String message) {
    return new GraphqlException(ahead.line(), ahead.column(), message);
  }
}
