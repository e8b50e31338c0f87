package io.watchword.authz.rego;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/// Cuts Rego text into tokens, in one pass. Words that only some versions reserve come out as
/// keywords; whether they are is the parser's to say, who sees the imports.
final class Lexer {

  private static final Map<String, TokenKind> WORDS = words();

  private final String text;
  private final Tokens tokens;
  // Templates that are open, innermost first: how many braces are open inside the expression.
  private final Deque<Template> templates = new ArrayDeque<>();
  private int at;
  private boolean newLine;

  private static final class Template {
    final boolean raw;
    int braces;

    Template(boolean raw) {
      this.raw = raw;
    }
  }

  private Lexer(String text) {
    this.text = text;
    this.tokens = new Tokens(text);
  }

  static Tokens read(String text) {
    Lexer lexer = new Lexer(text);
    if (!text.isEmpty() && text.charAt(0) == '\uFEFF') {
      lexer.at = 1;
    }
    lexer.run();
    return lexer.tokens;
  }

  private static Map<String, TokenKind> words() {
    Map<String, TokenKind> words = new java.util.HashMap<>();
    for (TokenKind kind : TokenKind.values()) {
      if (kind.isWord()) {
        words.put(kind.text(), kind);
      }
    }
    return Map.copyOf(words);
  }

  private void run() {
    while (skipBlanks()) {
      int start = at;
      TokenKind kind = next();
      tokens.add(kind, start, at, newLine);
      newLine = false;
      if (kind == TokenKind.RIGHT_BRACE) {
        continueTemplate();
      }
    }
    tokens.add(TokenKind.EOF, text.length(), text.length(), newLine);
  }

  /// Skips white space and comments; false at the end of the text.
  private boolean skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        newLine = true;
        tokens.line(++at);
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '#') {
        comment();
      } else {
        return true;
      }
    }
    return false;
  }

  private void comment() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '\n') {
      checkCharacter();
      at++;
    }
    int end = at;
    while (end > start + 1 && text.charAt(end - 1) == '\r') {
      end--;
    }
    tokens.comment(start, end);
  }

  private TokenKind next() {
    char c = text.charAt(at);
    if (isLetter(c)) {
      return word();
    }
    if (isDecimal(c)) {
      return number();
    }
    checkCharacter();
    at++;
    return switch (c) {
      case '"' -> string();
      case '`' -> rawString();
      case '[' -> TokenKind.LEFT_BRACKET;
      case ']' -> TokenKind.RIGHT_BRACKET;
      case '{' -> brace(TokenKind.LEFT_BRACE, 1);
      case '}' -> brace(TokenKind.RIGHT_BRACE, -1);
      case '(' -> TokenKind.LEFT_PAREN;
      case ')' -> TokenKind.RIGHT_PAREN;
      case ',' -> TokenKind.COMMA;
      case ':' -> withEquals(TokenKind.ASSIGN, TokenKind.COLON);
      case '+' -> TokenKind.PLUS;
      case '-' -> TokenKind.MINUS;
      case '*' -> TokenKind.TIMES;
      case '/' -> TokenKind.DIVIDE;
      case '%' -> TokenKind.REMAINDER;
      case '&' -> TokenKind.AMPERSAND;
      case '|' -> TokenKind.BAR;
      case '=' -> withEquals(TokenKind.EQUAL, TokenKind.UNIFY);
      case '>' -> withEquals(TokenKind.GREATER_EQUAL, TokenKind.GREATER);
      case '<' -> withEquals(TokenKind.LESS_EQUAL, TokenKind.LESS);
      case '!' -> notEqual();
      case ';' -> TokenKind.SEMICOLON;
      case '.' -> TokenKind.DOT;
      case '$' -> template();
      default -> illegal();
    };
  }

  private TokenKind illegal() {
    if (Character.isHighSurrogate(text.charAt(at - 1))
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))) {
      at++;
    }
    return TokenKind.ILLEGAL;
  }

  private TokenKind withEquals(TokenKind with, TokenKind without) {
    if (at < text.length() && text.charAt(at) == '=') {
      at++;
      return with;
    }
    return without;
  }

  private TokenKind notEqual() {
    if (at < text.length() && text.charAt(at) == '=') {
      at++;
      return TokenKind.NOT_EQUAL;
    }
    tokens.error("illegal ! character");
    return TokenKind.ILLEGAL;
  }

  private TokenKind brace(TokenKind kind, int step) {
    Template open = templates.peek();
    if (open != null) {
      open.braces += step;
    }
    return kind;
  }

  private TokenKind word() {
    int start = at;
    while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    return at - start > 8
        ? TokenKind.IDENT
        : WORDS.getOrDefault(text.substring(start, at), TokenKind.IDENT);
  }

  private TokenKind number() {
    digits();
    if (is('.')) {
      at++;
      if (!digits()) {
        tokens.error("expected fraction");
      }
    }
    if (is('e') || is('E')) {
      at++;
      if (is('+') || is('-')) {
        at++;
      }
      if (!digits()) {
        tokens.error("expected exponent");
      }
    }
    if (at < text.length() && isLetter(text.charAt(at))) {
      tokens.error("illegal number format");
      word();
    }
    return TokenKind.NUMBER;
  }

  private boolean digits() {
    int start = at;
    while (at < text.length() && isDecimal(text.charAt(at))) {
      at++;
    }
    return at > start;
  }

  private boolean is(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private TokenKind string() {
    while (true) {
      if (at >= text.length() || text.charAt(at) == '\n') {
        tokens.error("non-terminated string");
        return TokenKind.STRING;
      }
      checkCharacter();
      char c = text.charAt(at++);
      if (c == '"') {
        return TokenKind.STRING;
      }
      if (c == '\\') {
        escape(false);
      }
    }
  }

  private TokenKind rawString() {
    while (true) {
      if (at >= text.length()) {
        tokens.error("non-terminated string");
        return TokenKind.STRING;
      }
      checkCharacter();
      char c = text.charAt(at++);
      if (c == '`') {
        return TokenKind.STRING;
      }
      if (c == '\n') {
        tokens.line(at);
      }
    }
  }

  private void escape(boolean inTemplate) {
    char c = at < text.length() ? text.charAt(at) : 0;
    switch (c) {
      case '\\', '"', '/', 'b', 'f', 'n', 'r', 't' -> at++;
      case '{' -> {
        if (inTemplate) {
          at++;
        } else {
          tokens.error("illegal escape sequence");
        }
      }
      case 'u' -> {
        at++;
        for (int i = 0;
            i < 4 && at < text.length() && Character.digit(text.charAt(at), 16) >= 0;
            i++) {
          at++;
        }
      }
      default -> tokens.error("illegal escape sequence");
    }
  }

  private TokenKind template() {
    if (is('"') || is('`')) {
      Template open = new Template(text.charAt(at++) == '`');
      templates.push(open);
      return templatePart(open);
    }
    tokens.error("illegal $ character");
    return TokenKind.ILLEGAL;
  }

  // A brace that closes the expression of a template is followed by more of the template's text.
  private void continueTemplate() {
    Template open = templates.peek();
    if (open != null && open.braces < 0) {
      open.braces = 0;
      int start = at;
      TokenKind kind = templatePart(open);
      tokens.add(kind, start, at, false);
    }
  }

  private TokenKind templatePart(Template open) {
    char quote = open.raw ? '`' : '"';
    while (at < text.length() && (open.raw || text.charAt(at) != '\n')) {
      checkCharacter();
      char c = text.charAt(at++);
      if (c == quote) {
        templates.pop();
        return open.raw ? TokenKind.RAW_TEMPLATE_END : TokenKind.TEMPLATE_END;
      }
      if (c == '{') {
        return open.raw ? TokenKind.RAW_TEMPLATE_PART : TokenKind.TEMPLATE_PART;
      }
      if (c == '\n') {
        tokens.line(at);
      }
      if (c == '\\' && !open.raw) {
        escape(true);
      } else if (c == '\\' && is('{')) {
        at++;
      }
    }
    tokens.error("non-terminated string");
    templates.pop();
    return open.raw ? TokenKind.RAW_TEMPLATE_END : TokenKind.TEMPLATE_END;
  }

  private void checkCharacter() {
    char c = text.charAt(at);
    if (c == 0) {
      tokens.error("illegal null character");
    } else if (c == '\uFEFF') {
      tokens.error("illegal byte-order mark");
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDecimal(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isDigit(char c) {
    return isDecimal(c) || (c >= 0x80 && Character.isDigit(c));
  }
}
