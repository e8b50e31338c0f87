package io.watchword.authz.rego;

import io.watchword.authz.rego.AnnotationTargets.Attached;
import io.watchword.authz.rego.AnnotationTargets.Target;
import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Module.Import;
import io.watchword.authz.rego.Module.RegoVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a whole file: the package, imports and rules. After an error it goes on with the next
/// statement that begins a line.
final class ModuleParser {

  // Nobody reads more of them, and a file of nothing but errors must not fill the memory.
  private static final int MOST_ERRORS = 200;

  private final Source source;
  private final Cursor cursor;
  private final BodyParser bodies;
  private final RuleParser ruleParser;
  private final BareRules bareRules;
  private final ImportParser importParser;
  private final FutureKeywords keywords;
  private final List<Import> imports = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private List<String> path = List.of();
  private Location packageAt;
  private boolean hasPackage;

  ModuleParser(Source source, ParserSettings settings) {
    this.source = source;
    this.cursor = new Cursor(source, settings);
    this.bodies = new BodyParser(cursor);
    SpellingCheck spelling = new SpellingCheck(cursor, settings.version() == RegoVersion.V1);
    this.ruleParser = new RuleParser(cursor, bodies, spelling);
    this.bareRules = new BareRules(cursor, spelling);
    this.keywords = new FutureKeywords(cursor, bodies);
    this.importParser = new ImportParser(cursor, bodies, spelling, keywords);
    this.packageAt = new Location(source.file(), 1, 1, 1);
  }

  Cursor cursor() {
    return cursor;
  }

  /// The statements of the file; what is wrong is with the cursor.
  Module module() {
    Optional<String> contradiction = keywords.begin();
    if (contradiction.isPresent()) {
      cursor.error(contradiction.get(), packageAt, "these settings cannot be met");
      return finish();
    }
    if (cursor.is(TokenKind.EOF)) {
      cursor.error("empty module", packageAt, "nothing here");
      return finish();
    }
    cursor.check();
    boolean first = true;
    while (!cursor.is(TokenKind.EOF) && cursor.errorCount() < MOST_ERRORS) {
      int before = cursor.index();
      try {
        statement(first);
      } catch (Cursor.UnreadableException e) {
        recover(before);
      }
      first = false;
    }
    return finish();
  }

  private Module finish() {
    List<Comment> comments = new ArrayList<>();
    for (int[] span : cursor.tokens().comments()) {
      comments.add(
          new Comment(cursor.tokens().text(span[0] + 1, span[1]), cursor.span(span[0], span[1])));
    }
    List<Attached> attached =
        cursor.settings().processAnnotations() ? attached(comments) : List.of();
    return new Module(
        source,
        cursor.settings().version(),
        path,
        packageAt,
        imports,
        RuleAnnotations.of(rules, attached),
        attached.stream().map(Attached::annotations).filter(ModuleParser::isOfPackage).toList(),
        comments);
  }

  // Those of rules and documents stand with their rules.
  private static boolean isOfPackage(Annotations block) {
    return block.scope() == Annotations.Scope.PACKAGE
        || block.scope() == Annotations.Scope.SUBPACKAGES;
  }

  private List<Attached> attached(List<Comment> comments) {
    List<AnnotationBlock> blocks = new AnnotationParser(cursor).blocks(comments);
    if (blocks.isEmpty() || !cursor.problems().isEmpty()) {
      return List.of();
    }
    List<Target> targets = new ArrayList<>();
    targets.add(new Target("package", packageAt, Optional.empty()));
    imports.forEach(it -> targets.add(new Target("import", it.at(), Optional.empty())));
    rules.forEach(it -> targets.add(new Target("rule", it.at(), Optional.of(it))));
    return new AnnotationTargets(cursor, targets).attach(blocks);
  }

  private void statement(boolean first) {
    Location at = cursor.at();
    Cursor.Mark start = cursor.mark();
    if (cursor.is(TokenKind.PACKAGE)) {
      Optional<List<String>> read = importParser.packagePath();
      if (read.isPresent()) {
        declare(read.get(), at, first);
        return;
      }
      cursor.reset(start);
    }
    if (first) {
      cursor.misplaced("package expected", at, "expected `package name` first");
    }
    if (cursor.is(TokenKind.IMPORT)) {
      Optional<Import> imported = importParser.imported();
      if (imported.isPresent()) {
        imports.add(imported.get());
        return;
      }
      cursor.reset(start);
    }
    start = cursor.mark();
    List<Rule> read = ruleParser.rules();
    if (!read.isEmpty()) {
      rules.addAll(read);
      return;
    }
    if (cursor.errorCount() > start.errors()) {
      throw new Cursor.UnreadableException();
    }
    cursor.reset(start);
    bareRules.rule(bodies.query(true, TokenKind.EOF)).ifPresent(rules::add);
  }

  private void declare(List<String> read, Location at, boolean first) {
    if (!first && hasPackage) {
      cursor.misplaced("unexpected package", at, "a file belongs to one package");
      return;
    }
    hasPackage = true;
    path = read;
    packageAt = at;
  }

  // What begins a line without indentation most likely begins a statement.
  private void recover(int before) {
    Tokens tokens = cursor.tokens();
    int token = Math.max(cursor.index(), before + 1);
    while (token < tokens.count() - 1 && !beginsStatement(tokens, token)) {
      token++;
    }
    cursor.jump(Math.min(token, tokens.count() - 1));
  }

  private static boolean beginsStatement(Tokens tokens, int token) {
    int start = tokens.start(token);
    TokenKind kind = tokens.kind(token);
    return tokens.isAfterNewLine(token)
        && (kind == TokenKind.IDENT || kind.isWord())
        && tokens.lineStart(tokens.lineOf(start)) == start;
  }

  /// A query: statements that belong together.
  List<Expr> query() {
    Optional<String> contradiction = keywords.begin();
    if (contradiction.isPresent()) {
      cursor.error(contradiction.get(), packageAt, "these settings cannot be met");
      return List.of();
    }
    cursor.check();
    List<Expr> query = new ArrayList<>();
    try {
      while (!cursor.is(TokenKind.EOF)) {
        if (cursor.is(TokenKind.IMPORT)) {
          Cursor.Mark start = cursor.mark();
          if (importParser.imported().isPresent()) {
            continue;
          }
          cursor.reset(start);
        }
        query.addAll(bodies.query(true, TokenKind.EOF));
      }
    } catch (Cursor.UnreadableException e) {
      return List.of();
    }
    return query;
  }
}
