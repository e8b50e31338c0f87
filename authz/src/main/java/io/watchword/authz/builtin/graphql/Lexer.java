package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts a GraphQL text into tokens (GraphQL, October 2021, §2.1). Columns count code points.
final class Lexer {

  /// Kinds of tokens, with the name that errors use.
  enum Kind {
    INVALID("<Invalid>"),
    EOF("<EOF>"),
    BANG("!"),
    DOLLAR("$"),
    AMP("&"),
    PAREN_L("("),
    PAREN_R(")"),
    SPREAD("..."),
    COLON(":"),
    EQUALS("="),
    AT("@"),
    BRACKET_L("["),
    BRACKET_R("]"),
    BRACE_L("{"),
    BRACE_R("}"),
    PIPE("|"),
    NAME("Name"),
    INT("Int"),
    FLOAT("Float"),
    STRING("String"),
    BLOCK_STRING("BlockString"),
    COMMENT("Comment");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /// @param failure what is wrong with an invalid one
  record Token(Kind kind, String value, int line, int column, Optional<GraphqlException> failure) {

    boolean is(String name) {
      return kind == Kind.NAME && value.equals(name);
    }

    @Override
    public String toString() {
      return value.isEmpty() ? kind.label : kind.label + " " + Types.quoted(value);
    }
  }

  private static final String PUNCTUATION = "!$&():=@[]{}|";
  private static final List<Kind> PUNCTUATION_KINDS =
      List.of(
          Kind.BANG,
          Kind.DOLLAR,
          Kind.AMP,
          Kind.PAREN_L,
          Kind.PAREN_R,
          Kind.COLON,
          Kind.EQUALS,
          Kind.AT,
          Kind.BRACKET_L,
          Kind.BRACKET_R,
          Kind.BRACE_L,
          Kind.BRACE_R,
          Kind.PIPE);

  private final int[] text;
  private int at;
  private int start;
  private int line = 1;
  private int lineStart;

  Lexer(String text) {
    this.text = text.codePoints().toArray();
  }

  Token next() {
    skipBlank();
    start = at;
    if (at == text.length) {
      return token(Kind.EOF, "");
    }
    int c = text[at];
    int punctuation = c < 128 ? PUNCTUATION.indexOf(c) : -1;
    if (punctuation >= 0) {
      at++;
      return token(PUNCTUATION_KINDS.get(punctuation), "");
    }
    if (c == '.' && peek(1) == '.' && peek(2) == '.') {
      at += 3;
      return token(Kind.SPREAD, "");
    }
    if (c == '#') {
      while (at < text.length && (text[at] > 0x1f || text[at] == '\t')) {
        at++;
      }
      return token(Kind.COMMENT, slice(start, at));
    }
    if (isNameStart(c)) {
      while (at < text.length && (isNameStart(text[at]) || isDigit(text[at]))) {
        at++;
      }
      return token(Kind.NAME, slice(start, at));
    }
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (c == '"') {
      return peek(1) == '"' && peek(2) == '"' ? blockString() : string();
    }
    return unexpected(c);
  }

  private Token unexpected(int c) {
    if (c < 0x20) {
      return invalid("Cannot contain the invalid character \"\\u%04x\"".formatted(c));
    }
    if (c == '\'') {
      return invalid(
          "Unexpected single quote character ('), did you mean to use a double quote (\")?");
    }
    return invalid("Cannot parse the unexpected character \"" + firstByte(c) + "\".");
  }

  // OPA's lexer looks at bytes: of a longer character it shows the first.
  private static String firstByte(int c) {
    byte[] utf8 = Character.toString(c).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return Character.toString(utf8[0] & 0xff);
  }

  private void skipBlank() {
    while (at < text.length) {
      switch (text[at]) {
        case '\t', ' ', ',', 0xfeff -> at++;
        case '\n' -> {
          at++;
          newLine();
        }
        case '\r' -> {
          at++;
          newLine();
          if (peek(0) == '\n') {
            at++;
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  private void newLine() {
    line++;
    lineStart = at;
  }

  private int peek(int ahead) {
    return at + ahead < text.length ? text[at + ahead] : -1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private String slice(int from, int to) {
    return new String(text, from, to - from);
  }

  private Token token(Kind kind, String value) {
    return new Token(kind, value, line, start - lineStart + 1, Optional.empty());
  }

  private Token invalid(String message) {
    int column = at - lineStart + 1;
    return new Token(
        Kind.INVALID, "", line, column, Optional.of(new GraphqlException(line, column, message)));
  }

  private boolean accept(char... options) {
    for (char option : options) {
      if (peek(0) == option) {
        at++;
        return true;
      }
    }
    return false;
  }

  private int digits() {
    int from = at;
    while (isDigit(peek(0))) {
      at++;
    }
    return at - from;
  }

  private String following() {
    return at < text.length ? "\"" + slice(at, at + 1) + "\"" : "<EOF>";
  }

  private Token number() {
    accept('-');
    if (accept('0')) {
      int more = digits();
      if (more > 0) {
        at -= more;
        return invalid("Invalid number, unexpected digit after 0: " + following() + ".");
      }
    } else if (digits() == 0) {
      return noDigit();
    }
    boolean fraction = accept('.');
    if (fraction && digits() == 0) {
      return noDigit();
    }
    boolean exponent = accept('e', 'E');
    if (exponent) {
      accept('-', '+');
      if (digits() == 0) {
        return noDigit();
      }
    }
    return token(fraction || exponent ? Kind.FLOAT : Kind.INT, slice(start, at));
  }

  private Token noDigit() {
    return invalid("Invalid number, expected digit but got: " + following() + ".");
  }

  private Token string() {
    at++;
    start++;
    StringBuilder value = new StringBuilder();
    while (at < text.length && text[at] != '\n' && text[at] != '\r') {
      int c = text[at];
      if (c < 0x20 && c != '\t') {
        return invalid("Invalid character within String: \"\\u%04x\".".formatted(c));
      }
      if (c == '"') {
        Token token = token(Kind.STRING, value.toString());
        at++;
        return token;
      }
      if (c != '\\') {
        value.appendCodePoint(c);
        at++;
        continue;
      }
      Optional<Token> malformed = escape(value);
      if (malformed.isPresent()) {
        return malformed.get();
      }
    }
    return invalid("Unterminated string.");
  }

  private Optional<Token> escape(StringBuilder value) {
    int escape = peek(1);
    if (escape < 0) {
      at++;
      return Optional.of(invalid("Invalid character escape sequence."));
    }
    int plain = "\"/\\bfnrt".indexOf(escape);
    if (plain >= 0) {
      value.append("\"/\\\b\f\n\r\t".charAt(plain));
      at += 2;
      return Optional.empty();
    }
    if (escape != 'u') {
      at++;
      return Optional.of(
          invalid("Invalid character escape sequence: \\" + Character.toString(escape) + "."));
    }
    if (at + 6 >= text.length) {
      at++;
      return Optional.of(
          invalid("Invalid character escape sequence: \\" + slice(at, text.length) + "."));
    }
    String hex = slice(at + 2, at + 6);
    if (!hex.matches("[0-9a-fA-F]{4}")) {
      at++;
      return Optional.of(
          invalid("Invalid character escape sequence: \\" + slice(at, at + 5) + "."));
    }
    char c = (char) Integer.parseInt(hex, 16);
    value.append(Character.isSurrogate(c) ? '\ufffd' : c);
    at += 6;
    return Optional.empty();
  }

  private Token blockString() {
    at += 3;
    start += 3;
    StringBuilder raw = new StringBuilder();
    while (at < text.length) {
      int c = text[at];
      if (c == '"' && peek(1) == '"' && peek(2) == '"') {
        int quotes = 3;
        while (peek(quotes) == '"') {
          quotes++;
        }
        raw.repeat('"', quotes - 3);
        Token token = token(Kind.BLOCK_STRING, blockValue(raw.toString()));
        at += quotes;
        return token;
      }
      if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
        return invalid("Invalid character within String: \"\\u%04x\".".formatted(c));
      }
      if (c == '\\' && peek(1) == '"' && peek(2) == '"' && peek(3) == '"') {
        raw.append("\"\"\"");
        at += 4;
      } else if (c == '\r' || c == '\n') {
        at += c == '\r' && peek(1) == '\n' ? 2 : 1;
        raw.append('\n');
        newLine();
      } else {
        raw.appendCodePoint(c);
        at++;
      }
    }
    return invalid("Unterminated string.");
  }

  // §2.9.4: the common indentation goes, and blank lines at both ends.
  private static String blockValue(String raw) {
    List<String> lines = new ArrayList<>(List.of(raw.split("\n", -1)));
    int common = Integer.MAX_VALUE;
    for (String one : lines) {
      common = Math.min(common, indent(one));
    }
    for (int i = 1; i < lines.size() && common != Integer.MAX_VALUE; i++) {
      String one = lines.get(i);
      lines.set(i, one.length() < common ? "" : one.substring(common));
    }
    while (!lines.isEmpty() && indent(lines.getFirst()) == Integer.MAX_VALUE) {
      lines.removeFirst();
    }
    while (!lines.isEmpty() && indent(lines.getLast()) == Integer.MAX_VALUE) {
      lines.removeLast();
    }
    return String.join("\n", lines);
  }

  private static int indent(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != ' ' && line.charAt(i) != '\t') {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }
}
