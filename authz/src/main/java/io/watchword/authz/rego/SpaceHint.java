package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.Comment;
import java.util.ArrayList;
import java.util.List;

/// Guesses that a colon in a METADATA block lacks its blank.
final class SpaceHint {

  private SpaceHint() {}

  static String of(List<Comment> lines) {
    StringBuilder hints = new StringBuilder();
    for (Comment line : lines) {
      List<String> wrong = wrongBlanks(line.text());
      if (!wrong.isEmpty()) {
        hints
            .append("\n  Hint: on line ")
            .append(line.at().line())
            .append(", symbol(s) ")
            .append(wrong.toString().replace(",", ""))
            .append(" immediately following a key/value separator ':' is not a legal yaml space")
            .append(" character");
      }
    }
    return hints.toString();
  }

  private static List<String> wrongBlanks(String text) {
    List<String> wrong = new ArrayList<>();
    String[] parts = text.split(":", -1);
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].isEmpty() && i == parts.length - 1) {
        break;
      }
      int c = parts[i].isEmpty() ? 0xFFFD : parts[i].codePointAt(0);
      if (c == ' ' || c == '\t') {
        break;
      }
      wrong.add(quoted(c));
    }
    return wrong;
  }

  private static String quoted(int c) {
    if (c >= 0x20 && c < 0x7F) {
      return "\"" + (c == '"' || c == '\\' ? "\\" : "") + (char) c + "\"";
    }
    return c < 0x10000 ? String.format("\"\\u%04x\"", c) : String.format("\"\\U%08x\"", c);
  }
}
