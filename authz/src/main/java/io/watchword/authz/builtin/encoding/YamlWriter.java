package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoFloat;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes YAML in blocks, as OPA's writer lays them out. One use, one thread.
final class YamlWriter {

  private static final int DEEPEST = 1_000;
  private static final int LONGEST_PLAIN_KEY = 128;

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  static String write(Value value) {
    YamlWriter writer = new YamlWriter();
    // The numbers and strings must be JSON's first.
    JsonWriter.compact(value);
    if (!writer.inline(value, 0)) {
      writer.block(value, 0, 0);
    }
    return writer.out.toString();
  }

  // A scalar or an empty collection, with the end of the line.
  private boolean inline(Value value, int indent) {
    switch (value) {
      case StringValue text -> scalar(checked(text.text()), indent, false);
      case NumberValue number -> out.append(number(number));
      case ArrayValue array when array.size() == 0 -> out.append("[]");
      case SetValue set when set.size() == 0 -> out.append("[]");
      case ObjectValue object when object.sortedKeys().isEmpty() -> out.append("{}");
      case ArrayValue array -> {
        return false;
      }
      case SetValue set -> {
        return false;
      }
      case ObjectValue object -> {
        return false;
      }
      default -> out.append(value);
    }
    if (out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
    return true;
  }

  // The cursor stands at the indent already.
  private void block(Value value, int indent, int depth) {
    if (depth > DEEPEST) {
      throw new BuiltinFailedException("value is nested deeper than " + DEEPEST + " (the limit)");
    }
    if (out.length() > EncodingFunctions.LONGEST) {
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.HALT,
          "result is longer than " + EncodingFunctions.LONGEST + " characters (the limit)");
    }
    switch (value) {
      case ArrayValue array -> items(array.items(), indent, depth);
      case SetValue set -> items(set.sorted(), indent, depth);
      case ObjectValue object -> entries(object, indent, depth);
      default -> throw new IllegalStateException("no collection: " + value);
    }
  }

  private void items(List<Value> items, int indent, int depth) {
    for (int i = 0; i < items.size(); i++) {
      out.repeat(" ", i == 0 ? 0 : indent).append("- ");
      if (!inline(items.get(i), indent)) {
        block(items.get(i), indent + 2, depth + 1);
      }
    }
  }

  private void entries(ObjectValue object, int indent, int depth) {
    Map<String, Value> sorted = new TreeMap<>(YamlKeys::compare);
    for (Value key : object.sortedKeys()) {
      String name = key instanceof StringValue text ? text.text() : JsonWriter.compact(key);
      sorted.put(checked(name), object.required(key));
    }
    boolean first = true;
    for (Map.Entry<String, Value> entry : sorted.entrySet()) {
      out.repeat(" ", first ? 0 : indent);
      first = false;
      entry(entry.getKey(), entry.getValue(), indent, depth);
    }
  }

  private void entry(String key, Value value, int indent, int depth) {
    boolean simple = !YamlText.hasBreak(key) && GoString.length(key) <= LONGEST_PLAIN_KEY;
    if (simple) {
      scalar(key, indent, true);
      out.append(':');
      int before = out.length();
      out.append(' ');
      if (!inline(value, indent)) {
        out.setLength(before);
        int inner = value instanceof ObjectValue ? indent + 2 : indent;
        out.append('\n').repeat(" ", inner);
        block(value, inner, depth + 1);
      }
      return;
    }
    out.append("? ");
    scalar(key, indent, false);
    if (out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
    out.repeat(" ", indent).append(": ");
    if (!inline(value, indent)) {
      block(value, indent + 2, depth + 1);
    }
  }

  private void scalar(String text, int indent, boolean key) {
    int column = out.length() - out.lastIndexOf("\n") - 1;
    out.append(YamlText.scalar(text, indent, column, key));
  }

  // What was JSON once is read as YAML, which takes no control characters.
  private static String checked(String text) {
    String clean = GoString.replaced(text);
    boolean control =
        clean
            .codePoints()
            .anyMatch(
                c ->
                    c == 0x7F
                        || (c >= 0x80 && c < 0xA0 && c != 0x85)
                        || c == 0xFFFE
                        || c == 0xFFFF);
    if (control) {
      throw new BuiltinFailedException("yaml: control characters are not allowed");
    }
    return clean;
  }

  private static String number(NumberValue number) {
    YamlScalars.Meaning meaning = YamlScalars.resolve("", number.toString());
    return switch (meaning.value().orElse("")) {
      case BigInteger integer -> integer.toString();
      case Double value -> GoFloat.format(value, 'g', GoFloat.SHORTEST);
      default ->
          // Out of the range of a float it stays a string.
          YamlScalars.needsQuotes(number.toString())
              ? GoQuote.quote(number.toString())
              : number.toString();
    };
  }
}
