package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Writes JSON as Go does: `<`, `>` and `&` escaped, keys in the order of their bytes. Does not use
/// the stack, however deep the value is. One use, one thread.
public final class JsonWriter {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+");

  private final StringBuilder out = new StringBuilder();
  private final Deque<Open> open = new ArrayDeque<>();
  private final String prefix;
  private final String indent;
  private final boolean pretty;
  private final int longest;
  // Whether the innermost collection was just opened.
  private boolean fresh;

  private JsonWriter(boolean pretty, String prefix, String indent, int longest) {
    this.pretty = pretty;
    this.longest = longest;
    this.prefix = prefix;
    this.indent = indent;
  }

  /// An array or object that is being written; of an array the keys are empty.
  private record Open(boolean object, Iterator<Map.Entry<String, Value>> entries) {}

  /// On one line, without spaces.
  public static String compact(Value value) {
    return compact(value, EncodingFunctions.LONGEST);
  }

  /// As [#compact(Value)], of about `longest` characters at most: what shares its parts with itself
  /// may be far longer than it is large.
  ///
  /// @throws BuiltinFailedException where it is longer
  public static String compact(Value value, int longest) {
    return new JsonWriter(false, "", "", longest).write(value);
  }

  /// On many lines, each but the first after the prefix.
  static String indented(Value value, String prefix, String indent) {
    return new JsonWriter(true, prefix, indent, EncodingFunctions.LONGEST).write(value);
  }

  private String write(Value value) {
    begin(value);
    while (!open.isEmpty()) {
      Open top = open.element();
      if (!top.entries.hasNext()) {
        open.pop();
        newLine();
        out.append(top.object ? '}' : ']');
        continue;
      }
      out.append(fresh ? "" : ",");
      fresh = false;
      newLine();
      Map.Entry<String, Value> entry = top.entries.next();
      if (top.object) {
        string(entry.getKey());
        out.append(pretty ? ": " : ":");
      }
      begin(entry.getValue());
    }
    return out.toString();
  }

  private void begin(Value value) {
    if (out.length() > longest) {
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.HALT,
          "result is longer than " + longest + " characters (the limit)");
    }
    switch (value) {
      case StringValue text -> string(text.text());
      case NumberValue number -> number(number.toString());
      case ArrayValue array -> open(array.items());
      case SetValue set -> open(set.sorted());
      case ObjectValue object -> open(object);
      default -> out.append(value);
    }
  }

  private void open(Iterable<Value> items) {
    Iterator<Value> each = items.iterator();
    if (!each.hasNext()) {
      out.append("[]");
      return;
    }
    out.append('[');
    fresh = true;
    open.push(
        new Open(
            false,
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return each.hasNext();
              }

              @Override
              public Map.Entry<String, Value> next() {
                return Map.entry("", each.next());
              }
            }));
  }

  private void open(ObjectValue object) {
    Map<String, Value> sorted = new TreeMap<>(JsonWriter::byBytes);
    for (Value key : object.sortedKeys()) {
      String name = key instanceof StringValue text ? text.text() : compact(key);
      sorted.put(name, object.required(key));
    }
    if (sorted.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    fresh = true;
    open.push(new Open(true, sorted.entrySet().iterator()));
  }

  private static int byBytes(String a, String b) {
    return GoString.isAscii(a) && GoString.isAscii(b)
        ? a.compareTo(b)
        : GoString.latin(a).compareTo(GoString.latin(b));
  }

  private void newLine() {
    if (pretty) {
      out.append('\n').append(prefix).repeat(indent, open.size());
    }
  }

  private void number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new BuiltinFailedException("json: invalid number literal " + GoQuote.quote(text));
    }
    out.append(text);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); ) {
      int rune = text.codePointAt(i);
      i += Character.charCount(rune);
      switch (rune) {
        case '"', '\\' -> out.append('\\').append((char) rune);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          boolean escaped =
              rune < ' '
                  || rune == '<'
                  || rune == '>'
                  || rune == '&'
                  || rune == 0x2028
                  || rune == 0x2029;
          if (escaped) {
            out.append("\\u%04x".formatted(rune));
          } else if (GoString.rune(rune) != rune) {
            out.append("\\ufffd");
          } else {
            out.appendCodePoint(rune);
          }
        }
      }
    }
    out.append('"');
  }
}
