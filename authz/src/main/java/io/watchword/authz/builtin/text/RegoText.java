package io.watchword.authz.builtin.text;

import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;

/// A value as OPA prints it inside other text: `{"a": [1, 2], "b": {"x"}}`, `set()`. Stateless.
public final class RegoText {

  private RegoText() {}

  /// The text of a value; a string is quoted.
  public static String of(Value value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Value value) {
    // What shares its parts with itself may be far longer as text than it is large.
    if (out.length() > TextFunctions.LONGEST) {
      throw TextFunctions.tooLong();
    }
    switch (value) {
      case NullValue n -> out.append("null");
      case BooleanValue b -> out.append(b.value());
      case NumberValue n -> out.append(n);
      case StringValue s -> out.append(GoQuote.quote(s.text()));
      case ArrayValue a -> all(out, a.items(), '[', ']');
      case SetValue s -> {
        if (s.size() == 0) {
          out.append("set()");
        } else {
          all(out, s.sorted(), '{', '}');
        }
      }
      case ObjectValue o -> {
        out.append('{');
        String between = "";
        for (Value key : o.sortedKeys()) {
          out.append(between);
          append(out, key);
          out.append(": ");
          append(out, o.required(key));
          between = ", ";
        }
        out.append('}');
      }
    }
  }

  private static void all(StringBuilder out, Iterable<Value> values, char open, char close) {
    out.append(open);
    String between = "";
    for (Value value : values) {
      out.append(between);
      append(out, value);
      between = ", ";
    }
    out.append(close);
  }
}
