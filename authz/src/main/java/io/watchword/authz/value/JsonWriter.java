package io.watchword.authz.value;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes values as Go's `encoding/json` does, whose text OPA prints: keys sorted, no blanks, and
/// `<`, `>`, `&`, U+2028 and U+2029 escaped. One text.
final class JsonWriter {

  private final StringBuilder out;

  JsonWriter(StringBuilder out) {
    this.out = out;
  }

  /// @throws IllegalArgumentException for a number that JSON cannot spell, such as `1_000`
  void write(Value value) {
    switch (value) {
      case NullValue n -> out.append("null");
      case BooleanValue b -> out.append(b.value());
      case NumberValue n -> writeNumber(n);
      case StringValue s -> writeString(s.peek());
      case ArrayValue a -> writeAll(a.items());
      case SetValue s -> writeAll(s.sorted());
      case ObjectValue o -> writeFields(o);
    }
  }

  private void writeNumber(NumberValue number) {
    String text = number.toString();
    if (number instanceof WrittenNumber && !isJson(text)) {
      throw new IllegalArgumentException("json: invalid number literal " + GoText.quoted(text));
    }
    out.append(text);
  }

  // RFC 8259 §6
  private static boolean isJson(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
      return false;
    }
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      boolean sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0;
      int start = at + (sign ? 2 : 1);
      at = digits(text, start);
      if (at == start) {
        return false;
      }
    }
    return at == text.length();
  }

  private static int digits(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private void writeAll(List<Value> items) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(items.get(i));
    }
    out.append(']');
  }

  private void writeFields(ObjectValue object) {
    List<Value> keys = object.sortedKeys();
    out.append('{');
    if (keys.isEmpty() || keys.getLast() instanceof StringValue && keys.getFirst().rank() == 3) {
      for (int i = 0; i < keys.size(); i++) {
        writeField(i > 0, ((StringValue) keys.get(i)).peek(), object.valueAt(i));
      }
    } else {
      boolean more = false;
      for (Map.Entry<String, Value> field : spelled(object, keys).entrySet()) {
        writeField(more, field.getKey(), field.getValue());
        more = true;
      }
    }
    out.append('}');
  }

  // Keys that are no strings become their JSON text, and sort by it; of two with one text the later
  // stays.
  private static Map<String, Value> spelled(ObjectValue object, List<Value> keys) {
    Map<String, Value> fields = new TreeMap<>(ValueOrder::compareCodePoints);
    for (int i = 0; i < keys.size(); i++) {
      Value key = keys.get(i);
      fields.put(
          key instanceof StringValue text ? text.peek() : ValueJson.write(key), object.valueAt(i));
    }
    return fields;
  }

  private void writeField(boolean more, String name, Value value) {
    if (more) {
      out.append(',');
    }
    writeString(name);
    out.append(':');
    write(value);
  }

  void writeString(String text) {
    out.append('"');
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        continue;
      }
      out.append(text, copied, i);
      copied = i + 1;
      escape(c, text, i);
    }
    out.append(text, copied, text.length()).append('"');
  }

  private static boolean isPlain(char c) {
    if (c < 0x80) {
      return c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
    }
    return c != '\u2028' && c != '\u2029' && !Character.isSurrogate(c);
  }

  private void escape(char c, String text, int at) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (Character.isSurrogate(c)) {
          out.append(GoText.isPaired(text, at) ? c : '\ufffd');
        } else {
          out.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >>> shift) & 15, 16));
          }
        }
      }
    }
  }
}
