package io.watchword.authz.rego;

/// What a piece of Rego text is to the parser.
enum TokenKind {
  ILLEGAL("illegal"),
  EOF("eof"),
  IDENT("identifier"),

  PACKAGE("package"),
  IMPORT("import"),
  AS("as"),
  DEFAULT("default"),
  ELSE("else"),
  NOT("not"),
  SOME("some"),
  WITH("with"),
  NULL("null"),
  TRUE("true"),
  FALSE("false"),
  IN("in"),
  EVERY("every"),
  CONTAINS("contains"),
  IF("if"),
  LOGICAL_AND("and"),
  LOGICAL_OR("or"),

  NUMBER("number"),
  STRING("string"),
  TEMPLATE_PART("template-string-part"),
  TEMPLATE_END("template-string-end"),
  RAW_TEMPLATE_PART("raw-template-string-part"),
  RAW_TEMPLATE_END("raw-template-string-end"),

  LEFT_BRACKET("["),
  RIGHT_BRACKET("]"),
  LEFT_BRACE("{"),
  RIGHT_BRACE("}"),
  LEFT_PAREN("("),
  RIGHT_PAREN(")"),
  COMMA(","),
  COLON(":"),
  PLUS("plus"),
  MINUS("minus"),
  TIMES("mul"),
  DIVIDE("div"),
  REMAINDER("rem"),
  AMPERSAND("and"),
  BAR("or"),
  UNIFY("eq"),
  EQUAL("equal"),
  ASSIGN("assign"),
  NOT_EQUAL("neq"),
  GREATER("gt"),
  LESS("lt"),
  GREATER_EQUAL("gte"),
  LESS_EQUAL("lte"),
  DOT("."),
  SEMICOLON(";");

  private final String text;

  TokenKind(String text) {
    this.text = text;
  }

  /// As messages name it; for operators the name of the built-in behind them.
  String text() {
    return text;
  }

  /// Whether it is spelt as a word that some version of the language reserves.
  boolean isWord() {
    return compareTo(PACKAGE) >= 0 && compareTo(LOGICAL_OR) <= 0;
  }
}
