package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.template.Template.Command;
import io.watchword.authz.builtin.template.Template.Node;
import io.watchword.authz.builtin.template.Template.Operand;
import io.watchword.authz.builtin.template.Template.Pipeline;
import io.watchword.authz.builtin.template.TemplateLexer.Kind;
import io.watchword.authz.builtin.template.TemplateLexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a template. One use, one thread.
final class TemplateParser {

  private static final int DEEPEST = 250;

  private final List<Token> tokens;
  private final Map<String, List<Node>> bodies = new LinkedHashMap<>();
  private List<String> variables = new ArrayList<>(List.of("$"));
  private int at;
  private int depth;
  private int ranges;
  private int actionLine;

  private TemplateParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Template parse(String text) {
    TemplateParser parser = new TemplateParser(TemplateLexer.tokens(text));
    List<Node> main = new ArrayList<>();
    Stop stop = parser.nodes(main, true);
    if (stop != Stop.EOF) {
      throw parser.failed("unexpected " + (stop == Stop.END ? "{{end}}" : "{{else}}"));
    }
    parser.define(Template.MAIN, main);
    return new Template(text, parser.bodies);
  }

  /// What ended a list of nodes.
  private enum Stop {
    EOF,
    END,
    ELSE
  }

  private Token peek() {
    return tokens.get(Math.min(at, tokens.size() - 1));
  }

  private Token next() {
    Token token = peek();
    at++;
    return token;
  }

  private Token peekWord() {
    while (peek().kind() == Kind.SPACE) {
      at++;
    }
    return peek();
  }

  private Token nextWord() {
    peekWord();
    return next();
  }

  private BuiltinFailedException failed(String message) {
    return Template.parseError(
        tokens.get(Math.min(Math.max(at - 1, 0), tokens.size() - 1)).line(), message);
  }

  private BuiltinFailedException unexpected(Token token, String context) {
    if (token.kind() == Kind.ERROR) {
      String where = "";
      if (actionLine != 0 && actionLine != token.line()) {
        where = " in action started at template:" + actionLine;
        where = token.text().endsWith(" action") ? where.substring(" in action".length()) : where;
      }
      return Template.parseError(token.line(), token.text() + where);
    }
    return Template.parseError(token.line(), "unexpected " + token.shown() + " in " + context);
  }

  private void define(String name, List<Node> body) {
    List<Node> known = bodies.get(name);
    if (known == null || isEmpty(known)) {
      bodies.put(name, body);
    } else if (!isEmpty(body)) {
      throw failed("template: multiple definition of template " + GoQuote.quote(name));
    }
  }

  private static boolean isEmpty(List<Node> nodes) {
    return nodes.stream().allMatch(n -> n instanceof Template.Text text && text.text().isBlank());
  }

  private Stop nodes(List<Node> into, boolean top) {
    if (++depth > DEEPEST) {
      throw failed("actions are nested deeper than " + DEEPEST + " (the limit)");
    }
    while (true) {
      Token token = nextWord();
      if (token.kind() == Kind.TEXT) {
        into.add(new Template.Text(token.text()));
      } else if (token.kind() == Kind.END) {
        if (!top) {
          throw failed("unexpected EOF");
        }
        return Stop.EOF;
      } else if (token.kind() == Kind.OPEN) {
        actionLine = token.line();
        Optional<Stop> stop = action(into, top);
        actionLine = 0;
        if (stop.isPresent()) {
          depth--;
          return stop.get();
        }
      } else {
        throw unexpected(token, "input");
      }
    }
  }

  private Optional<Stop> action(List<Node> into, boolean top) {
    Token token = nextWord();
    if (token.kind() != Kind.KEYWORD || token.is("nil")) {
      at--;
      into.add(new Template.Action(pipeline("command", Kind.CLOSE)));
      return Optional.empty();
    }
    switch (token.text()) {
      case "end" -> {
        expectClose("end");
        return Optional.of(Stop.END);
      }
      case "else" -> {
        Token after = peekWord();
        if (!after.is("if") && !after.is("with")) {
          expectClose("else");
        }
        return Optional.of(Stop.ELSE);
      }
      case "if" -> into.add(condition(false));
      case "with" -> into.add(condition(true));
      case "range" -> into.add(range());
      case "template" -> into.add(call());
      case "block" -> into.add(block());
      case "define" -> {
        if (!top) {
          throw unexpected(token, "command");
        }
        definition();
      }
      default -> into.add(leave(token));
    }
    return Optional.empty();
  }

  private void expectClose(String context) {
    Token token = nextWord();
    if (token.kind() != Kind.CLOSE) {
      throw unexpected(token, context);
    }
  }

  private Node leave(Token token) {
    expectClose("{{" + token.text() + "}}");
    if (ranges == 0) {
      throw failed("{{" + token.text() + "}} outside {{range}}");
    }
    return token.is("break") ? new Template.Break() : new Template.Continue();
  }

  private Node condition(boolean with) {
    String context = with ? "with" : "if";
    int known = variables.size();
    Pipeline pipeline = pipeline(context, Kind.CLOSE);
    List<Node> then = new ArrayList<>();
    List<Node> otherwise = new ArrayList<>();
    if (nodes(then, false) == Stop.ELSE) {
      if (peek().is(context)) {
        at++;
        if (++depth > DEEPEST) {
          throw failed("actions are nested deeper than " + DEEPEST + " (the limit)");
        }
        otherwise.add(condition(with));
        depth--;
      } else {
        expectEnd(otherwise);
      }
    }
    forget(known);
    return new Template.Condition(with, pipeline, then, otherwise);
  }

  private void expectEnd(List<Node> into) {
    if (nodes(into, false) != Stop.END) {
      throw failed("expected end; found {{else}}");
    }
  }

  private void forget(int known) {
    variables = new ArrayList<>(variables.subList(0, known));
  }

  private Node range() {
    int known = variables.size();
    Pipeline pipeline = pipeline("range", Kind.CLOSE);
    List<Node> body = new ArrayList<>();
    List<Node> otherwise = new ArrayList<>();
    ranges++;
    Stop stop = nodes(body, false);
    ranges--;
    if (stop == Stop.ELSE) {
      expectEnd(otherwise);
    }
    forget(known);
    return new Template.Range(pipeline.at(), pipeline, body, otherwise);
  }

  private Node call() {
    Token name = nextWord();
    String called = templateName(name, "template clause");
    if (nextWord().kind() == Kind.CLOSE) {
      return new Template.Call(name.at(), called, Optional.empty());
    }
    at--;
    return new Template.Call(
        name.at(), called, Optional.of(pipeline("template clause", Kind.CLOSE)));
  }

  private String templateName(Token token, String context) {
    if (token.kind() != Kind.STRING) {
      throw unexpected(token, context);
    }
    return unquoted(token);
  }

  private Node block() {
    Token name = nextWord();
    String called = templateName(name, "block clause");
    Pipeline pipeline = pipeline("block clause", Kind.CLOSE);
    body(called, "block clause");
    return new Template.Call(name.at(), called, Optional.of(pipeline));
  }

  private void definition() {
    Token name = nextWord();
    String called = templateName(name, "define clause");
    expectClose("define clause");
    body(called, "define clause");
  }

  // A template of its own: it knows no variables and no range around it.
  private void body(String name, String context) {
    List<String> outerVariables = variables;
    int outerRanges = ranges;
    variables = new ArrayList<>(List.of("$"));
    ranges = 0;
    List<Node> body = new ArrayList<>();
    if (nodes(body, false) != Stop.END) {
      throw failed("unexpected {{else}} in " + context);
    }
    define(name, body);
    variables = outerVariables;
    ranges = outerRanges;
  }

  private Pipeline pipeline(String context, Kind end) {
    Token start = peekWord();
    List<String> declared = new ArrayList<>();
    boolean assigns = false;
    while (peekWord().kind() == Kind.VARIABLE) {
      int back = at;
      Token variable = next();
      Token after = peekWord();
      boolean comma = after.kind() == Kind.OTHER && after.text().equals(",");
      if (after.kind() == Kind.ASSIGN || after.kind() == Kind.DECLARE) {
        assigns = after.kind() == Kind.ASSIGN;
        at++;
        declared.add(variable.text());
        variables.add(variable.text());
        break;
      }
      if (!comma) {
        at = back;
        break;
      }
      at++;
      declared.add(variable.text());
      variables.add(variable.text());
      if (!context.equals("range") || declared.size() >= 2) {
        throw failed("too many declarations in " + context);
      }
      Kind following = peekWord().kind();
      if (following != Kind.VARIABLE && following != Kind.CLOSE && following != Kind.RIGHT) {
        throw failed("range can only initialize variables");
      }
    }
    List<Command> commands = new ArrayList<>();
    while (true) {
      Token token = nextWord();
      if (token.kind() == end) {
        check(commands, context);
        return new Pipeline(start.at(), declared, assigns, commands);
      }
      switch (token.kind()) {
        case BOOLEAN, CHARACTER, DOT, FIELD, NAME, NUMBER, STRING, VARIABLE, LEFT -> at--;
        case KEYWORD -> {
          if (!token.is("nil")) {
            throw unexpected(token, context);
          }
          at--;
        }
        default -> throw unexpected(token, context);
      }
      commands.add(command());
    }
  }

  private void check(List<Command> commands, String context) {
    if (commands.isEmpty()) {
      throw failed("missing value for " + context);
    }
    for (int i = 1; i < commands.size(); i++) {
      switch (commands.get(i).words().getFirst()) {
        case Template.Constant c -> throw notExecutable(i);
        case Template.Nil n -> throw notExecutable(i);
        case Template.Dot d -> throw notExecutable(i);
        case Template.Function f -> {}
        case Template.Fields f -> {}
        case Template.Variable v -> {}
        case Template.Chain c -> {}
        case Pipeline p -> {}
      }
    }
  }

  private BuiltinFailedException notExecutable(int stage) {
    return failed("non executable command in pipeline stage " + (stage + 1));
  }

  private Command command() {
    List<Operand> words = new ArrayList<>();
    while (true) {
      peekWord();
      operand().ifPresent(words::add);
      Token token = next();
      if (token.kind() == Kind.SPACE) {
        continue;
      }
      if (token.kind() == Kind.CLOSE || token.kind() == Kind.RIGHT) {
        at--;
      } else if (token.kind() != Kind.PIPE) {
        throw unexpected(token, "operand");
      }
      break;
    }
    if (words.isEmpty()) {
      throw failed("empty command");
    }
    return new Command(words);
  }

  private Optional<Operand> operand() {
    Optional<Operand> term = term();
    if (term.isEmpty() || peek().kind() != Kind.FIELD) {
      return term;
    }
    int start = peek().at();
    List<String> fields = new ArrayList<>();
    while (peek().kind() == Kind.FIELD) {
      fields.add(next().text().substring(1));
    }
    return Optional.of(
        switch (term.get()) {
          case Template.Fields known -> {
            fields.addAll(0, known.names());
            yield new Template.Fields(start, fields);
          }
          case Template.Variable known -> {
            fields.addAll(0, known.fields());
            yield new Template.Variable(start, known.name(), fields);
          }
          case Template.Constant c -> throw afterTerm(c);
          case Template.Nil n -> throw afterTerm(n);
          case Template.Dot d -> throw afterTerm(d);
          case Template.Function f -> new Template.Chain(start, f, fields);
          case Template.Chain c -> new Template.Chain(start, c, fields);
          case Pipeline p -> new Template.Chain(start, p, fields);
        });
  }

  private BuiltinFailedException afterTerm(Operand term) {
    return failed("unexpected . after term " + GoQuote.quote(term.toString()));
  }

  private Optional<Operand> term() {
    Token token = nextWord();
    String text = token.text();
    return switch (token.kind()) {
      case NAME -> {
        if (!TemplateLibrary.NAMES.contains(text)) {
          throw failed("function " + GoQuote.quote(text) + " not defined");
        }
        yield Optional.of(new Template.Function(token.at(), text));
      }
      case DOT -> Optional.of(new Template.Dot(token.at()));
      case VARIABLE -> Optional.of(variable(token));
      case FIELD -> Optional.of(new Template.Fields(token.at(), List.of(text.substring(1))));
      case BOOLEAN -> Optional.of(new Template.Constant(token.at(), text.equals("true"), text));
      case NUMBER ->
          Optional.of(
              new Template.Constant(token.at(), TemplateNumbers.parse(text).orElseThrow(), text));
      case CHARACTER ->
          Optional.of(
              new Template.Constant(token.at(), (long) unquoted(token).codePointAt(0), text));
      case STRING -> Optional.of(new Template.Constant(token.at(), unquoted(token), text));
      case LEFT -> {
        if (++depth > DEEPEST) {
          throw failed("max expression depth exceeded");
        }
        Pipeline inner = pipeline("parenthesized pipeline", Kind.RIGHT);
        depth--;
        yield Optional.of(inner);
      }
      default -> {
        if (token.is("nil")) {
          yield Optional.of(new Template.Nil(token.at()));
        }
        at--;
        yield Optional.empty();
      }
    };
  }

  private Operand variable(Token token) {
    if (!variables.contains(token.text())) {
      throw failed("undefined variable " + GoQuote.quote(token.text()));
    }
    return new Template.Variable(token.at(), token.text(), List.of());
  }

  private String unquoted(Token token) {
    return GoUnquote.unquote(token.text())
        .orElseThrow(
            () ->
                failed(
                    token.kind() == Kind.CHARACTER
                        ? "malformed character constant: " + token.text()
                        : "invalid syntax"));
  }
}
