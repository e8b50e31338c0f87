package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;

/// A piece of Rego text.
///
/// @param text as written; of strings the value
/// @param spaceBefore whether white space or a comment stands before it
/// @param lineBreakBefore whether a new line begins before it
/// @param offset into the text, of its first character
record Token(
    Kind kind, String text, Location at, boolean spaceBefore, boolean lineBreakBefore, int offset) {

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    SYMBOL,
    TEMPLATE,
    BAD,
    END
  }

  boolean is(String symbolOrKeyword) {
    return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbolOrKeyword);
  }

  /// For messages.
  String shown() {
    return switch (kind) {
      case END -> "end of the file";
      case STRING -> "string";
      case NUMBER, NAME, SYMBOL, TEMPLATE, BAD -> "`" + text + "`";
    };
  }
}
