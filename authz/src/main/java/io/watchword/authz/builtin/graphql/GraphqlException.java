package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.BuiltinFailedException;

/// A GraphQL text that is none, or a schema that contradicts itself. Line 0: nowhere.
final class GraphqlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  GraphqlException(int line, int column, String message) {
    super(message);
    this.line = line;
    this.column = column;
  }

  static GraphqlException at(Node node, String message) {
    return new GraphqlException(node.line(), node.column(), message);
  }

  /// `input:1:2: message`.
  String located() {
    return line == 0
        ? "input:-1:-1: " + getMessage()
        : "input:%d:%d: %s".formatted(line, column, getMessage());
  }

  /// As OPA reports a located error.
  static BuiltinFailedException report(String located) {
    String[] parts = located.split(":", 4);
    if (parts.length == 4 && isNumber(parts[1]) && isNumber(parts[2])) {
      String message = parts[3].replaceFirst("^ +", "");
      if (message.endsWith(".\n")) {
        message = message.substring(0, message.length() - 2);
      }
      return new BuiltinFailedException(
          "%s in GraphQL string at location %s:%s".formatted(message, parts[1], parts[2]));
    }
    return new BuiltinFailedException("GraphQL parse error: " + located);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
