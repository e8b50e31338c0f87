package io.watchword.authz.value;

import java.util.List;

/// Values as Rego writes them: `{"a": [1, 2.0]}`, `{1, 2}`, `set()`. What `sprintf("%v")` and error
/// messages show. Stateless.
final class RegoText {

  private static final int LONGEST = 64 << 20;

  private RegoText() {}

  static String of(Value value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Value value, StringBuilder out) {
    // What shares its parts with itself may be far longer as text than it is large.
    if (out.length() > LONGEST) {
      throw new ValueLimitException("text is longer than " + LONGEST + " characters (the limit)");
    }
    switch (value) {
      case NullValue n -> out.append("null");
      case BooleanValue b -> out.append(b.value());
      case NumberValue n -> out.append(n);
      case StringValue s -> GoText.quote(s.peek(), out);
      case ArrayValue array -> writeAll(array.items(), '[', ']', out);
      case SetValue set -> {
        if (set.size() == 0) {
          out.append("set()");
        } else {
          writeAll(set.sorted(), '{', '}', out);
        }
      }
      case ObjectValue object -> writeFields(object, out);
    }
  }

  private static void writeAll(List<Value> items, char open, char close, StringBuilder out) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      write(items.get(i), out);
    }
    out.append(close);
  }

  private static void writeFields(ObjectValue object, StringBuilder out) {
    out.append('{');
    List<Value> keys = object.sortedKeys();
    for (int i = 0; i < keys.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      write(keys.get(i), out);
      out.append(": ");
      write(object.valueAt(i), out);
    }
    out.append('}');
  }
}
