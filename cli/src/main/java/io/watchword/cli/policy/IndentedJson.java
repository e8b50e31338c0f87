package io.watchword.cli.policy;

import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// JSON as `opa eval` prints it: two spaces, one member a line, numbers as they were written.
/// Stateless.
final class IndentedJson {

  private IndentedJson() {}

  static String of(Value value) {
    return indent(ValueJson.write(value));
  }

  /// A document whose members stand in the order of the map.
  ///
  /// @param members values: other such maps, lists of them, [Value], [String], [Integer]
  static String of(SequencedMap<String, ?> members) {
    StringBuilder compact = new StringBuilder();
    append(members, compact);
    return indent(compact.toString());
  }

  private static void append(Object part, StringBuilder out) {
    switch (part) {
      case SequencedMap<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> member : map.entrySet()) {
          out.append(separator).append(quoted(String.valueOf(member.getKey()))).append(':');
          append(member.getValue(), out);
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String separator = "[";
        for (Object item : list) {
          out.append(separator);
          append(item, out);
          separator = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      }
      case Value value -> out.append(ValueJson.write(value));
      case Integer number -> out.append(number.intValue());
      default -> out.append(quoted(String.valueOf(part)));
    }
  }

  private static String quoted(String text) {
    return ValueJson.write(new StringValue(text));
  }

  /// @param compact one line of valid JSON
  static String indent(String compact) {
    StringBuilder out = new StringBuilder(compact.length() * 2);
    int depth = 0;
    boolean text = false;
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      if (text) {
        out.append(c);
        if (c == '\\') {
          out.append(compact.charAt(++i));
        } else if (c == '"') {
          text = false;
        }
        continue;
      }
      switch (c) {
        case '"' -> {
          text = true;
          out.append(c);
        }
        case '{', '[' -> {
          out.append(c);
          char next = compact.charAt(i + 1);
          if (next == '}' || next == ']') {
            out.append(next);
            i++;
          } else {
            newLine(out, ++depth);
          }
        }
        case '}', ']' -> {
          newLine(out, --depth);
          out.append(c);
        }
        case ',' -> {
          out.append(c);
          newLine(out, depth);
        }
        case ':' -> out.append(": ");
        default -> {
          if (!Character.isWhitespace(c)) {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private static void newLine(StringBuilder out, int depth) {
    out.append('\n').append("  ".repeat(depth));
  }
}
