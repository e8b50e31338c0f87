package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Cuts a template into tokens. One use, one thread.
final class TemplateLexer {

  private static final Set<String> KEYWORDS =
      Set.of(
          "block",
          "break",
          "continue",
          "define",
          "else",
          "end",
          "if",
          "range",
          "nil",
          "template",
          "with");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  private TemplateLexer(String text) {
    this.text = text;
  }

  /// What a token is.
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    SPACE,
    ASSIGN,
    DECLARE,
    PIPE,
    LEFT,
    RIGHT,
    STRING,
    CHARACTER,
    NUMBER,
    BOOLEAN,
    DOT,
    FIELD,
    VARIABLE,
    NAME,
    KEYWORD,
    OTHER,
    ERROR,
    END
  }

  record Token(Kind kind, String text, int at, int line) {
    boolean is(String keyword) {
      return kind == Kind.KEYWORD && text.equals(keyword);
    }

    /// As messages show it.
    String shown() {
      return switch (kind) {
        case END -> "EOF";
        case ERROR -> text;
        case KEYWORD, DOT -> "<" + text + ">";
        default ->
            GoString.length(text) > 10
                ? GoQuote.quote(
                        text.substring(
                            0, text.offsetByCodePoints(0, Math.min(10, GoString.runeCount(text)))))
                    + "..."
                : GoQuote.quote(text);
      };
    }
  }

  /// Ends with an error or the end.
  static List<Token> tokens(String text) {
    TemplateLexer lexer = new TemplateLexer(text);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    boolean trim = false;
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      int end = open < 0 ? text.length() : open;
      boolean trimsBefore = open >= 0 && text.startsWith("-", open + 2) && space(open + 3);
      int from = at;
      int to = end;
      while (trim && from < end && space(from)) {
        from++;
      }
      while (trimsBefore && to > from && space(to - 1)) {
        to--;
      }
      if (to > from) {
        token(Kind.TEXT, from, to);
      }
      countLines(at, end);
      at = end;
      if (open < 0) {
        break;
      }
      int inside = open + 2 + (trimsBefore ? 2 : 0);
      if (text.startsWith("/*", inside)) {
        int close = text.indexOf("*/", inside + 2);
        if (close < 0) {
          error("unclosed comment");
          return;
        }
        countLines(at, close + 2);
        at = close + 2;
        int closing = closing();
        if (closing == 0) {
          error("comment ends before closing delimiter");
          return;
        }
        trim = closing > 2;
        at += closing;
        continue;
      }
      token(Kind.OPEN, open, open + 2);
      at = inside;
      if (!action()) {
        return;
      }
      int closing = closing();
      trim = closing > 2;
      token(Kind.CLOSE, at + closing - 2, at + closing);
      countLines(at, at + closing);
      at += closing;
    }
    tokens.add(new Token(Kind.END, "EOF", at, line));
  }

  // Length of what closes an action here, with its trim marker; 0 where none does.
  private int closing() {
    if (text.startsWith("}}", at)) {
      return 2;
    }
    return space(at) && text.startsWith("-}}", at + 1) ? 4 : 0;
  }

  private boolean space(int position) {
    return position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0;
  }

  private void countLines(int from, int to) {
    line += (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
  }

  private void token(Kind kind, int from, int to) {
    tokens.add(new Token(kind, text.substring(from, to), from, line));
  }

  private void error(String message) {
    tokens.add(new Token(Kind.ERROR, message, at, line));
  }

  // Up to what closes the action; false after an error.
  private boolean action() {
    int depth = 0;
    while (closing() == 0) {
      if (at >= text.length()) {
        error("unclosed action");
        return false;
      }
      char c = text.charAt(at);
      int from = at;
      if (space(at)) {
        while (space(at) && closing() == 0) {
          at++;
        }
        token(Kind.SPACE, from, at);
        countLines(from, at);
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
        at++;
        if (depth < 0) {
          error("unexpected right paren");
          return false;
        }
        token(c == '(' ? Kind.LEFT : Kind.RIGHT, from, at);
      } else if (!word(c)) {
        return false;
      }
    }
    if (depth > 0) {
      error("unclosed left paren");
      return false;
    }
    return true;
  }

  private boolean word(char c) {
    int from = at;
    boolean digitNext = at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    if (c == '=') {
      at++;
      token(Kind.ASSIGN, from, at);
    } else if (c == ':') {
      at++;
      if (!text.startsWith("=", at)) {
        error("expected :=");
        return false;
      }
      at++;
      token(Kind.DECLARE, from, at);
    } else if (c == '|') {
      at++;
      token(Kind.PIPE, from, at);
    } else if (c == '"' || c == '\'' || c == '`') {
      return quoted(c);
    } else if (c == '$' || (c == '.' && !digitNext)) {
      at++;
      return name(c == '$' ? Kind.VARIABLE : terminates() ? Kind.DOT : Kind.FIELD, from);
    } else if (c == '.' || c == '+' || c == '-' || (c >= '0' && c <= '9')) {
      return number();
    } else if (alphanumeric(text.codePointAt(at))) {
      return name(Kind.NAME, from);
    } else if (c > ' ' && c < 0x7F) {
      at++;
      token(Kind.OTHER, from, at);
    } else {
      String hex = Integer.toHexString(text.codePointAt(at)).toUpperCase(Locale.ROOT);
      error(
          "unrecognized character in action: U+"
              + "0".repeat(Math.max(0, 4 - hex.length()))
              + hex
              + (GoQuote.isPrint(text.codePointAt(at))
                  ? " '" + Character.toString(text.codePointAt(at)) + "'"
                  : ""));
      return false;
    }
    return true;
  }

  private static boolean alphanumeric(int c) {
    return c == '_' || Character.isLetter(c) || Character.isDigit(c);
  }

  private boolean terminates() {
    return at >= text.length()
        || space(at)
        || ".,|:)(".indexOf(text.charAt(at)) >= 0
        || text.startsWith("}}", at);
  }

  private boolean name(Kind kind, int from) {
    while (at < text.length() && alphanumeric(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (!terminates()) {
      error("bad character " + unicode(text.codePointAt(at)));
      return false;
    }
    String word = text.substring(from, at);
    if (kind == Kind.NAME && KEYWORDS.contains(word)) {
      token(Kind.KEYWORD, from, at);
    } else {
      boolean flag = word.equals("true") || word.equals("false");
      token(kind == Kind.NAME && flag ? Kind.BOOLEAN : kind, from, at);
    }
    return true;
  }

  private static String unicode(int c) {
    String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
    String shown = "U+" + "0".repeat(Math.max(0, 4 - hex.length())) + hex;
    return GoQuote.isPrint(c) ? shown + " '" + Character.toString(c) + "'" : shown;
  }

  private boolean quoted(char quote) {
    int from = at++;
    while (at < text.length() && text.charAt(at) != quote) {
      if (quote != '`' && text.charAt(at) == '\n') {
        break;
      }
      at += quote != '`' && text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length() || text.charAt(at) != quote) {
      error(
          quote == '"'
              ? "unterminated quoted string"
              : quote == '`'
                  ? "unterminated raw quoted string"
                  : "unterminated character constant");
      return false;
    }
    at++;
    token(quote == '\'' ? Kind.CHARACTER : Kind.STRING, from, at);
    countLines(from, at);
    return true;
  }

  private boolean number() {
    int from = at;
    at += "+-".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
    boolean exponent = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean sign = (c == '+' || c == '-') && exponent;
      if (!sign && c != '.' && !alphanumeric(c)) {
        break;
      }
      boolean hexadecimal = text.substring(from, at).toLowerCase(Locale.ROOT).contains("0x");
      exponent = hexadecimal ? (c == 'p' || c == 'P') : (c == 'e' || c == 'E');
      at++;
    }
    String number = text.substring(from, at);
    if (TemplateNumbers.parse(number).isEmpty()) {
      boolean large = number.matches("[-+]?[1-9][0-9_]*");
      error((large ? "integer overflow: " : "bad number syntax: ") + GoQuote.quote(number));
      return false;
    }
    token(Kind.NUMBER, from, at);
    return true;
  }
}
