package io.watchword.authz.value;

/// Reads the text of a number once, without computing anything.
final class NumberScanner {

  private final String text;
  private int at;
  private boolean negative;
  private int base = 10;
  private int fraction;
  private int exponentBase = 10;
  private long exponent;
  private final StringBuilder digits = new StringBuilder();

  private NumberScanner(String text) {
    this.text = text;
  }

  /// @throws NumberFormatException if it is no number
  static NumberScanner scan(String text) {
    NumberScanner scanner = new NumberScanner(text);
    scanner.sign();
    scanner.prefix();
    scanner.mantissa();
    scanner.exponentPart();
    if (scanner.at != text.length()) {
      throw scanner.wrong();
    }
    return scanner;
  }

  boolean negative() {
    return negative;
  }

  int base() {
    return base;
  }

  int fraction() {
    return fraction;
  }

  int exponentBase() {
    return exponentBase;
  }

  long exponent() {
    return exponent;
  }

  CharSequence digits() {
    return digits;
  }

  private void sign() {
    if (peek() == '-' || peek() == '+') {
      negative = text.charAt(at) == '-';
      at++;
    }
  }

  private void prefix() {
    if (peek() != '0' || at + 1 >= text.length()) {
      return;
    }
    base =
        switch (text.charAt(at + 1)) {
          case 'b', 'B' -> 2;
          case 'o', 'O' -> 8;
          case 'x', 'X' -> 16;
          default -> 10;
        };
    if (base != 10) {
      at += 2;
    }
  }

  private void mantissa() {
    boolean point = false;
    boolean digitBefore = base != 10;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.' && !point) {
        point = true;
        digitBefore = false;
      } else if (c == '_'
          && digitBefore
          && at + 1 < text.length()
          && isDigit(text.charAt(at + 1))) {
        digitBefore = false;
      } else if (isDigit(c)) {
        digits.append(c);
        fraction += point ? 1 : 0;
        digitBefore = true;
      } else {
        break;
      }
    }
    if (digits.isEmpty()) {
      throw wrong();
    }
  }

  private boolean isDigit(char c) {
    return c < 128 && Character.digit(c, base) >= 0;
  }

  private void exponentPart() {
    int letter = peek() | 0x20;
    if (at >= text.length() || (letter != 'e' && letter != 'p')) {
      return;
    }
    exponentBase = letter == 'e' ? 10 : 2;
    at++;
    boolean down = peek() == '-';
    if (down || peek() == '+') {
      at++;
    }
    boolean digitBefore = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        exponent = Math.min(exponent * 10 + c - '0', 1L << 40);
      } else if (c != '_' || !digitBefore) {
        break;
      }
      digitBefore = c != '_';
    }
    if (!digitBefore) {
      throw wrong();
    }
    exponent = down ? -exponent : exponent;
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private NumberFormatException wrong() {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new NumberFormatException("`" + shown + "` is no number");
  }
}
