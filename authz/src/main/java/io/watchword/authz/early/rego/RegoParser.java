package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Rego v1 text to a [Module]: package, imports, rules. After an error it goes on at the next
/// statement, so that all errors of a file are reported at once. What this version does not support
/// is an error that says so. Used for one file, on one thread.
public final class RegoParser {

  static final int MOST_PROBLEMS = 100;
  static final Set<String> KEYWORDS =
      Set.of(
          "as",
          "contains",
          "default",
          "else",
          "every",
          "false",
          "if",
          "import",
          "in",
          "not",
          "null",
          "package",
          "some",
          "true",
          "with");

  private final Source source;
  private final List<Diagnostic> problems;
  private final Tokens tokens;
  private final BodyParser bodies;
  private final List<Lexer.Comment> comments;

  private RegoParser(Source source, List<Diagnostic> problems) {
    this.source = source;
    this.problems = problems;
    Lexer lexer = new Lexer(source, problems);
    this.tokens = new Tokens(source, lexer.tokens());
    this.bodies = new BodyParser(tokens);
    this.comments = lexer.comments();
  }

  /// The module; empty where `problems` then hold its errors.
  public static Optional<Module> parse(Source source, List<Diagnostic> problems) {
    List<Diagnostic> own = new ArrayList<>();
    Module module = new RegoParser(source, own).module();
    problems.addAll(own);
    boolean good = own.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    return good ? Optional.of(module) : Optional.empty();
  }

  private Module module() {
    List<String> path = new ArrayList<>();
    Location packageAt = tokens.peek().at();
    List<Module.Import> imports = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    int start = tokens.position();
    try {
      packageAt = packageDeclaration(path);
    } catch (SyntaxException e) {
      recover(e, start);
    }
    while (!tokens.atEnd() && problems.size() < MOST_PROBLEMS) {
      start = tokens.position();
      try {
        statement(imports, rules);
      } catch (SyntaxException e) {
        recover(e, start);
      }
    }
    Optional<Scope> scope = new MetadataReader(source, problems).scope(comments, packageAt);
    return new Module(source, path, packageAt, imports, rules, scope);
  }

  private void recover(SyntaxException e, int start) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(e.diagnostic());
    }
    bodies.reset();
    tokens.skipToStatement(start);
  }

  private Location packageDeclaration(List<String> path) {
    Token start = tokens.peek();
    if (!start.is("package")) {
      throw tokens.error(
          "a policy file must begin with `package`",
          start,
          "expected: package",
          "for example `package watchword.request`");
    }
    tokens.next();
    path.add(tokens.name("the package's name").text());
    path.addAll(constantPath());
    endOfStatement("the package declaration");
    return start.at();
  }

  private List<String> constantPath() {
    List<String> path = new ArrayList<>();
    while (true) {
      if (tokens.peek().is(".") && !tokens.peek().spaceBefore()) {
        tokens.next();
        path.add(tokens.anyName("a name after `.`").text());
      } else if (tokens.peek().is("[") && !tokens.peek().spaceBefore()) {
        tokens.next();
        Token part = tokens.next();
        if (part.kind() != Token.Kind.STRING) {
          throw tokens.error(
              "a path takes string constants in brackets", part, "expected: a string", "");
        }
        path.add(part.text());
        tokens.expect("]");
      } else {
        return path;
      }
    }
  }

  private void endOfStatement(String what) {
    Token next = tokens.peek();
    if (next.is(";")) {
      tokens.next();
    } else if (!next.lineBreakBefore() && next.kind() != Token.Kind.END) {
      throw tokens.error(
          "unexpected " + next.shown() + " after " + what, next, "expected: a new line", "");
    }
  }

  private void statement(List<Module.Import> imports, List<Rule> rules) {
    Token start = tokens.peek();
    if (start.is("import")) {
      importDeclaration().ifPresent(imports::add);
    } else if (start.is("package")) {
      throw tokens.error("a file has one `package`, at its top", start, "the second one", "");
    } else if (start.is(";")) {
      tokens.next();
    } else {
      rules.addAll(rule());
    }
  }

  private Optional<Module.Import> importDeclaration() {
    tokens.next();
    Token root = tokens.name("what to import");
    List<String> path = new ArrayList<>(List.of(root.text()));
    path.addAll(constantPath());
    String alias = path.getLast();
    if (tokens.peek().is("as")) {
      tokens.next();
      alias = tokens.name("an alias").text();
    }
    endOfStatement("the import");
    String name = String.join(".", path);
    if (name.equals("rego.v1") || isOldKeyword(name)) {
      return Optional.empty();
    }
    if (!root.text().equals("data") && !root.text().equals("input")) {
      String why =
          name.startsWith("future.keywords")
              ? "`" + name + "` is not supported yet by this version"
              : "`" + name + "` cannot be imported";
      throw tokens.error(why, root, "expected: `data.…`, `input.…` or `rego.v1`", "");
    }
    return Optional.of(new Module.Import(path, alias, root.at()));
  }

  // What v1 has anyway; `and`, `or` and `not` would change the language.
  private static boolean isOldKeyword(String name) {
    return Set.of(
            "future.keywords",
            "future.keywords.in",
            "future.keywords.if",
            "future.keywords.contains",
            "future.keywords.every")
        .contains(name);
  }

  private List<Rule> rule() {
    Token start = tokens.peek();
    boolean isDefault = start.is("default");
    if (isDefault) {
      tokens.next();
    }
    Token name = tokens.name("a rule's name");
    Location at = name.at();
    if (name.text().equals("input") || name.text().equals("data")) {
      throw tokens.error("a rule cannot be called `" + name.text() + "`", name, "reserved", "");
    }
    if (name.text().equals("_")) {
      throw tokens.error("a rule cannot be called `_`", name, "expected: a name", "");
    }
    refuseReferenceHead();
    List<Term> arguments = new ArrayList<>();
    Rule.Kind kind = Rule.Kind.COMPLETE;
    Optional<Term> key = Optional.empty();
    Term value = new Term.Scalar(BooleanValue.TRUE, at);
    boolean hasValue = false;
    if (tokens.peek().is("(") && !tokens.peek().spaceBefore()) {
      kind = Rule.Kind.FUNCTION;
      tokens.next();
      arguments.addAll(bodies.list(")"));
      if (arguments.isEmpty()) {
        throw tokens.error(
            "function `" + name.text() + "` has no arguments",
            name,
            "here",
            "write a rule without parentheses");
      }
    } else if (tokens.peek().is("[") && !tokens.peek().spaceBefore()) {
      key = Optional.of(bracketKey(name));
      kind = Rule.Kind.OBJECT;
    }
    if (tokens.peek().is("contains") && kind == Rule.Kind.COMPLETE) {
      tokens.next();
      kind = Rule.Kind.SET;
      value = bodies.term();
      hasValue = true;
    } else if (tokens.peek().is(":=") || tokens.peek().is("=")) {
      tokens.next();
      value = bodies.term();
      hasValue = true;
    }
    if (isDefault) {
      return List.of(defaultRule(name, kind, arguments, value, hasValue));
    }
    if (!hasValue && !tokens.peek().is("if")) {
      throw tokens.error(
          "rule `" + name.text() + "` has neither a value nor a body",
          name,
          "expected: `:=`, `contains` or `if` after it",
          tokens.peek().is("{")
              ? "in Rego v1 a body needs `if`: `" + name.text() + " if { … }`"
              : "for example `" + name.text() + " if { input.request.method == \"GET\" }`");
    }
    List<Expr> body = tokens.peek().is("if") ? ifBody() : List.of();
    List<Rule.Else> otherwise = new ArrayList<>();
    while (tokens.peek().is("else")) {
      if (kind == Rule.Kind.SET || kind == Rule.Kind.OBJECT) {
        throw tokens.error(
            "`else` does not go with a partial rule",
            tokens.peek(),
            "here",
            "write another definition of `" + name.text() + "`");
      }
      otherwise.add(otherwise());
    }
    endOfStatement("the rule");
    return List.of(new Rule(name.text(), kind, false, arguments, key, value, body, otherwise, at));
  }

  private void refuseReferenceHead() {
    if (tokens.peek().is(".") && !tokens.peek().spaceBefore()) {
      throw tokens.unsupported(
          "a rule named by a path (`a.b := …`)",
          tokens.peek(),
          "put the rule into a package of that name");
    }
  }

  private Term bracketKey(Token name) {
    tokens.next();
    Term key = bodies.term();
    tokens.expect("]");
    Token next = tokens.peek();
    if (key instanceof Term.Scalar scalar && scalar.value() instanceof StringValue) {
      throw tokens.unsupported(
          "a rule named by a path (`" + name.text() + "[\"…\"]`)",
          name,
          "give the rule a plain name");
    }
    if (next.is("[") || (next.is(".") && !next.spaceBefore())) {
      throw tokens.unsupported(
          "a rule with more than one key", next, "build the inner object in the rule's value");
    }
    return key;
  }

  private Rule defaultRule(
      Token name, Rule.Kind kind, List<Term> arguments, Term value, boolean hasValue) {
    if (!hasValue || kind == Rule.Kind.SET || kind == Rule.Kind.OBJECT) {
      throw tokens.error(
          "a default needs a value",
          name,
          "expected: `:= value` after it",
          "for example `default allow := false`");
    }
    if (!isConstant(value)) {
      throw new SyntaxException(
          source.error(
              "rego_parse_error",
              "the value of a default must be a constant",
              value.at(),
              "not a constant",
              ""));
    }
    endOfStatement("the default");
    return new Rule(
        name.text(),
        kind,
        true,
        arguments,
        Optional.empty(),
        value,
        List.of(),
        List.of(),
        name.at());
  }

  private static boolean isConstant(Term term) {
    return switch (term) {
      case Term.Scalar s -> true;
      case Term.ArrayTerm a -> a.items().stream().allMatch(RegoParser::isConstant);
      case Term.SetTerm s -> s.members().stream().allMatch(RegoParser::isConstant);
      case Term.ObjectTerm o ->
          o.entries().stream().allMatch(e -> isConstant(e.key()) && isConstant(e.value()));
      case Term.Comprehension c -> true;
      case Term.Var v -> false;
      case Term.Ref r -> false;
      case Term.Call c -> false;
    };
  }

  private List<Expr> ifBody() {
    tokens.next();
    if (tokens.peek().is("{")) {
      tokens.next();
      return bodies.body("}");
    }
    return List.of(bodies.expr());
  }

  private Rule.Else otherwise() {
    Token start = tokens.next();
    Term value = new Term.Scalar(BooleanValue.TRUE, start.at());
    boolean hasValue = tokens.peek().is(":=") || tokens.peek().is("=");
    if (hasValue) {
      tokens.next();
      value = bodies.term();
    }
    if (!hasValue && !tokens.peek().is("if")) {
      throw tokens.error(
          "`else` has neither a value nor a body", start, "expected: `:=` or `if` after it", "");
    }
    List<Expr> body = tokens.peek().is("if") ? ifBody() : List.of();
    return new Rule.Else(value, body, start.at());
  }
}
