package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.Import;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads `package` and `import`, and turns on what imports of keywords ask for.
final class ImportParser {

  private static final Set<String> ROOTS = Set.of("data", "input", "future", "rego");

  private final Cursor cursor;
  private final BodyParser bodies;
  private final SpellingCheck spelling;
  private final FutureKeywords keywords;

  ImportParser(Cursor cursor, BodyParser bodies, SpellingCheck spelling, FutureKeywords keywords) {
    this.cursor = cursor;
    this.bodies = bodies;
    this.spelling = spelling;
    this.keywords = keywords;
  }

  /// The path after `package`; empty where the word is the head of a reference.
  Optional<List<String>> packagePath() {
    if (!begins()) {
      return Optional.empty();
    }
    Term term = bodies.terms().term();
    if (!(term instanceof Ref) && !(term instanceof Var)) {
      throw cursor.illegal();
    }
    Term head = term instanceof Ref ref ? ref.head() : term;
    if (!(head instanceof Var name)) {
      throw cursor.fail(
          "unexpected " + Kinds.of(head) + " token: expecting var", head.at(), "not a name");
    }
    List<String> path = new ArrayList<>();
    path.add(name.name());
    if (term instanceof Ref ref) {
      path.addAll(strings(ref));
    }
    return Optional.of(path);
  }

  private List<String> strings(Ref ref) {
    List<String> strings = new ArrayList<>();
    for (Term part : ref.path()) {
      if (!(part instanceof Scalar scalar) || !(scalar.value() instanceof StringValue text)) {
        throw cursor.fail(
            "unexpected " + Kinds.of(part) + " token: expecting string", part.at(), "not a string");
      }
      strings.add(text.text());
    }
    return strings;
  }

  // `package.x` and `import[y]` are references, no declarations.
  private boolean begins() {
    if (cursor.followsAtOnce(TokenKind.DOT, TokenKind.LEFT_BRACKET)) {
      return false;
    }
    cursor.advance();
    if (!cursor.is(TokenKind.IDENT)) {
      if (!cursor.isKeywordForRef()) {
        throw cursor.illegal();
      }
      cursor.readAsIdent();
    }
    return true;
  }

  /// The import here; empty where the word is the head of a reference.
  Optional<Import> imported() {
    int start = cursor.start();
    Location at = cursor.at();
    if (!begins()) {
      return Optional.empty();
    }
    Term term = keywords.without(() -> bodies.terms().term());
    Ref path = term instanceof Ref ref ? ref : new Ref(term, List.of(), term.at());
    if (term instanceof Ref || term instanceof Var) {
      strings(path);
    } else {
      throw cursor.fail("expected path", "not a path");
    }
    if (!(path.head() instanceof Var root) || !ROOTS.contains(root.name())) {
      cursor.hint("if this is unexpected, try updating OPA");
      throw cursor.fail(
          "unexpected import path, must begin with one of: {data, future, input, rego}, got: "
              + TermText.of(path.head()),
          path.at(),
          "not the root of an import");
    }
    Optional<String> alias = alias();
    if (alias.isEmpty()) {
      checkTail(path, root.name());
    }
    Import imported = new Import(path, alias, at);
    if (root.name().equals("rego")) {
      regoImport(imported);
    } else if (root.name().equals("future")) {
      futureImport(imported);
    }
    return Optional.of(new Import(path, alias, cursor.extend(at, start)));
  }

  private Optional<String> alias() {
    if (!cursor.is(TokenKind.AS)) {
      return Optional.empty();
    }
    cursor.advance();
    if (!cursor.is(TokenKind.IDENT)) {
      throw cursor.illegal("expected var");
    }
    if (!(bodies.terms().term() instanceof Var name) || Memberships.isRoot(name)) {
      throw cursor.illegal("expected var");
    }
    return Optional.of(name.name());
  }

  private void checkTail(Ref path, String root) {
    if (path.path().isEmpty() || root.equals("future")) {
      return;
    }
    List<String> strings = strings(path);
    String last = strings.getLast();
    if (Words.isKeyword(last, cursor.settings().version())) {
      cursor.hint("import a different path or use an alias");
      cursor.error(
          "unexpected import path, must not end with a keyword, got: " + last,
          path.path().getLast().at(),
          "a keyword");
    }
  }

  private void regoImport(Import imported) {
    Ref path = imported.path();
    if (!cursor.settings().has(Capabilities.REGO_V1_IMPORT)
        && !cursor.settings().has(Capabilities.REGO_V1)) {
      cursor.error(
          "invalid import, `rego.v1` is not supported by current capabilities",
          path.at(),
          "not allowed here");
      return;
    }
    if (!strings(path).equals(List.of("v1"))) {
      cursor.error(
          "invalid import `" + TermText.of(path) + "`, must be `rego.v1`",
          path.at(),
          "not an import of the language");
      return;
    }
    if (cursor.settings().version() == RegoVersion.V1) {
      return;
    }
    if (imported.alias().isPresent()) {
      cursor.error("`rego` imports cannot be aliased", path.at(), "has an alias");
      return;
    }
    spelling.require();
    keywords.activateV1();
  }

  private void futureImport(Import imported) {
    Ref path = imported.path();
    List<String> strings = strings(path);
    if (strings.isEmpty() || !strings.getFirst().equals("keywords")) {
      cursor.error("invalid import, must be `future.keywords`", path.at(), "not a keyword");
      return;
    }
    if (imported.alias().isPresent()) {
      cursor.error("`future` imports cannot be aliased", path.at(), "has an alias");
      return;
    }
    if (strings.size() != 2) {
      keywords.activateAll();
    } else if (keywords.allowed().contains(strings.get(1))) {
      keywords.activate(strings.get(1));
    } else {
      cursor.error(
          "unexpected keyword, must be one of ["
              + String.join(" ", new TreeSet<>(keywords.allowed()))
              + "]",
          path.at(),
          "no such keyword");
    }
  }
}
