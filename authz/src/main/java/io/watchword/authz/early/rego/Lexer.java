package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Rego text to tokens. Used for one file, on one thread.
final class Lexer {

  private static final List<String> LONG_SYMBOLS = List.of(":=", "==", "!=", "<=", ">=");
  private static final String SYMBOLS = "()[]{},.;:=<>|&+-*/%";
  private static final Pattern NUMBER =
      Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final Source source;
  private final String text;
  private final List<Diagnostic> problems;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Comment> comments = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;
  private boolean space;
  private boolean lineBreak = true;

  Lexer(Source source, List<Diagnostic> problems) {
    this.source = source;
    this.text = source.text();
    this.problems = problems;
  }

  /// A comment without its `#`.
  record Comment(String text, Location at) {}

  List<Comment> comments() {
    return comments;
  }

  List<Token> tokens() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        at++;
        line++;
        lineStart = at;
        space = true;
        lineBreak = true;
      } else if (c == ' ' || c == '\t' || c == '\r' || (c == '\uFEFF' && at == 0)) {
        at++;
        space = true;
      } else if (c == '#') {
        comment();
      } else {
        token(c);
      }
    }
    add(Token.Kind.END, "", at, 1);
    return tokens;
  }

  private void comment() {
    int end = text.indexOf('\n', at);
    int stop = end < 0 ? text.length() : end;
    comments.add(
        new Comment(text.substring(at + 1, stop).stripTrailing(), location(at, stop - at)));
    at = stop;
    space = true;
  }

  private void token(char c) {
    int start = at;
    if (c == '"') {
      string();
    } else if (c == '`') {
      rawString();
    } else if (c == '$' && at + 1 < text.length() && "\"`".indexOf(text.charAt(at + 1)) >= 0) {
      at += 2;
      add(Token.Kind.TEMPLATE, "$", start, 2);
      skipTemplate(text.charAt(start + 1));
    } else if (isNameStart(c)) {
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
      add(Token.Kind.NAME, text.substring(start, at), start, at - start);
    } else if (c >= '0' && c <= '9') {
      number();
    } else {
      symbol(c);
    }
  }

  private void skipTemplate(char quote) {
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
    }
    at = Math.min(text.length(), at + (at < text.length() && text.charAt(at) == quote ? 1 : 0));
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || (c >= '0' && c <= '9');
  }

  private void number() {
    int start = at;
    while (at < text.length() && isNumberPart(start)) {
      at++;
    }
    String number = text.substring(start, at);
    if (!NUMBER.matcher(number).matches() || hugeExponent(number)) {
      error("`" + number + "` is no number", start, at - start, "expected: as in JSON", "");
    }
    add(Token.Kind.NUMBER, number, start, at - start);
  }

  private boolean isNumberPart(int start) {
    char c = text.charAt(at);
    char before = at > start ? text.charAt(at - 1) : '0';
    boolean sign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
    return isNamePart(c)
        || sign
        || (c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1)));
  }

  private static boolean hugeExponent(String number) {
    int e = Math.max(number.indexOf('e'), number.indexOf('E'));
    return e >= 0 && number.length() - e > 7;
  }

  private void string() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '\\') {
        escape(value);
      } else if (c < ' ') {
        error(
            "a control character stands in a string",
            at - 1,
            1,
            "here",
            "escape it, for example as `\\t`");
      } else {
        value.append(c);
      }
    }
    if (at >= text.length() || text.charAt(at) == '\n') {
      error("the string is never closed", start, at - start, "starts here", "add `\"` at its end");
    } else {
      at++;
    }
    add(Token.Kind.STRING, value.toString(), start, at - start);
  }

  private void escape(StringBuilder value) {
    if (at >= text.length()) {
      return; // the string is never closed, which is reported
    }
    char c = text.charAt(at++);
    int known = "\"\\/bfnrt".indexOf(c);
    if (known >= 0) {
      value.append("\"\\/\b\f\n\r\t".charAt(known));
    } else if (c == 'u'
        && at + 4 <= text.length()
        && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
      value.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
      at += 4;
    } else {
      error(
          "`\\" + (c == '\n' ? "" : c) + "` is no escape",
          at - 2,
          2,
          "here",
          "known: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; or use a raw string in backticks");
      if (c == '\n') {
        at--;
      }
    }
  }

  private void rawString() {
    int start = at;
    Location opened = location(start, 1);
    int end = text.indexOf('`', at + 1);
    if (end < 0) {
      error("the raw string is never closed", start, 1, "starts here", "add a backtick at its end");
      end = text.length() - 1;
    }
    String value = end > start ? text.substring(start + 1, end) : "";
    at = end + 1;
    tokens.add(
        new Token(
            Token.Kind.STRING,
            value.replace("\r", ""),
            new Location(opened.file(), opened.line(), opened.column(), at - start),
            space,
            lineBreak,
            start));
    for (int i = start; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    space = false;
    lineBreak = false;
  }

  private void symbol(char c) {
    for (String symbol : LONG_SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        at += 2;
        add(Token.Kind.SYMBOL, symbol, at - 2, 2);
        return;
      }
    }
    int length = Character.charCount(text.codePointAt(at));
    at += length;
    while (at < text.length()
        && length > 0
        && c > 127
        && Character.isLetterOrDigit(text.charAt(at))) {
      at++; // one error for a whole word of letters that Rego's names do not have
      length++;
    }
    if (SYMBOLS.indexOf(c) >= 0) {
      add(Token.Kind.SYMBOL, String.valueOf(c), at - 1, 1);
      return;
    }
    String shown = text.substring(at - length, at);
    error(
        "`" + shown + "` has no meaning in Rego",
        at - length,
        length,
        "here",
        shown.equals("'") ? "strings stand in double quotes" : "");
    add(Token.Kind.BAD, shown, at - length, length);
  }

  private void add(Token.Kind kind, String value, int start, int length) {
    tokens.add(new Token(kind, value, location(start, length), space, lineBreak, start));
    space = false;
    lineBreak = false;
  }

  private Location location(int start, int length) {
    return new Location(source.file(), line, start - lineStart + 1, Math.max(1, length));
  }

  private void error(String message, int start, int length, String label, String help) {
    if (problems.size() < RegoParser.MOST_PROBLEMS) {
      problems.add(source.error("rego_parse_error", message, location(start, length), label, help));
    }
  }
}
