package io.watchword.authz.rego;

import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.value.BooleanValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `else` branches.
final class ElseParser {

  private final Cursor cursor;
  private final BodyParser bodies;

  ElseParser(Cursor cursor, BodyParser bodies) {
    this.cursor = cursor;
    this.bodies = bodies;
  }

  private record Branch(Head head, List<Expr> body, int start, Location at, int end) {}

  /// The first of the branches that begin here, holding the others.
  ///
  /// @param written gets how each branch is spelt
  Optional<Rule> chain(
      Head head, boolean contains, List<SpellingCheck.Written> written, SpellingCheck spelling) {
    List<Branch> branches = new ArrayList<>();
    while (cursor.is(TokenKind.ELSE)
        && (branches.isEmpty() || !branches.getLast().body().isEmpty())) {
      branches.add(branch(head, contains, written, spelling));
    }
    // From the last to the first: a chain may have thousands of branches.
    Optional<Rule> rest = Optional.empty();
    int end = branches.getLast().end();
    for (Branch branch : branches.reversed()) {
      Location at = branch.at();
      Location whole =
          new Location(at.file(), at.line(), at.column(), at.length(), branch.start(), end);
      rest = Optional.of(new Rule(branch.head(), branch.body(), rest, false, List.of(), whole));
    }
    return rest;
  }

  private Branch branch(
      Head head, boolean contains, List<SpellingCheck.Written> written, SpellingCheck spelling) {
    int start = cursor.start();
    Location at = cursor.at();
    cursor.advance();
    Optional<Term> value = Optional.empty();
    boolean assigned = head.assigned();
    switch (cursor.kind()) {
      case LEFT_BRACE, IF -> {}
      case ASSIGN, UNIFY -> {
        assigned = cursor.is(TokenKind.ASSIGN);
        cursor.advance();
        value = Optional.of(bodies.terms().infix());
      }
      default -> throw cursor.illegal("expected else value term or rule body");
    }
    Location headAt = cursor.extend(at, start);
    Head plain = RuleParser.freshWildcards(head, headAt, cursor);
    Head own =
        new Head(
            plain.reference(),
            plain.arguments(),
            plain.key(),
            value.orElseGet(() -> new Scalar(BooleanValue.TRUE, at)),
            assigned,
            value.isPresent(),
            headAt);
    boolean hasIf = cursor.is(TokenKind.IF);
    List<Expr> body = body(hasIf);
    written.add(spelling.written(hasIf, contains, !body.isEmpty(), value.isEmpty()));
    return new Branch(own, body, start, at, cursor.lastEnd());
  }

  private List<Expr> body(boolean hasIf) {
    if (!hasIf && !cursor.is(TokenKind.LEFT_BRACE)) {
      return List.of();
    }
    if (hasIf) {
      cursor.advance();
    }
    if (cursor.is(TokenKind.LEFT_BRACE)) {
      cursor.advance();
      List<Expr> body = bodies.body(TokenKind.RIGHT_BRACE);
      cursor.advance();
      return body;
    }
    if (cursor.is(TokenKind.EOF)) {
      throw cursor.illegal("rule body expected");
    }
    return List.of(bodies.literal());
  }
}
