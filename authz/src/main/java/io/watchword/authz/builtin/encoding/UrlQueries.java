package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Query strings of URLs as Go has them. Stateless.
final class UrlQueries {

  private static final String SAFE = "-_.~";
  private static final int MOST_PARAMETERS = 10_000;

  private UrlQueries() {}

  static Value encode(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 10);
    return new StringValue(escaped(text));
  }

  static Value decode(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 10);
    return new StringValue(unescaped(text));
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : GoString.bytes(text)) {
      char c = (char) (b & 0xFF);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (letter || (c >= '0' && c <= '9') || SAFE.indexOf(c) >= 0) {
        out.append(c);
      } else if (c == ' ') {
        out.append('+');
      } else {
        out.append("%%%02X".formatted((int) c));
      }
    }
    return out.toString();
  }

  private static String unescaped(String text) {
    byte[] bytes = GoString.bytes(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '+') {
        out.write(' ');
      } else if (bytes[i] == '%') {
        int high = i + 2 < bytes.length ? digit(bytes[i + 1]) : -1;
        int low = i + 2 < bytes.length ? digit(bytes[i + 2]) : -1;
        if (high < 0 || low < 0) {
          String where = GoString.of(bytes, i, Math.min(bytes.length, i + 3));
          throw new BuiltinFailedException("invalid URL escape " + GoQuote.quote(where));
        }
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return GoString.of(out.toByteArray());
  }

  private static int digit(byte b) {
    return b < 0 ? -1 : Character.digit((char) b, 16);
  }

  static Value encodeObject(BuiltinContext context, Value[] arguments) {
    ObjectValue object = Operands.object(arguments, 0);
    Map<String, List<String>> sorted = new TreeMap<>();
    for (Value key : object.sortedKeys()) {
      String name = key instanceof StringValue text ? text.text() : JsonWriter.compact(key);
      sorted.put(GoString.latin(name), texts(object.required(key)));
    }
    StringBuilder out = new StringBuilder();
    sorted.forEach(
        (key, values) -> {
          String name = escaped(GoString.ofLatin(key));
          for (String value : values) {
            context.spend(1 + value.length() / 10);
            out.append(out.isEmpty() ? "" : "&").append(name).append('=').append(escaped(value));
          }
        });
    return new StringValue(out.toString());
  }

  private static List<String> texts(Value value) {
    List<Value> items =
        switch (value) {
          case StringValue text -> List.of(text);
          case ArrayValue array -> array.items();
          case SetValue set -> set.sorted();
          default -> throw wrongValue();
        };
    List<String> texts = new ArrayList<>(items.size());
    for (Value item : items) {
      if (!(item instanceof StringValue text)) {
        throw wrongValue();
      }
      texts.add(text.text());
    }
    return texts;
  }

  private static BuiltinFailedException wrongValue() {
    return new BuiltinFailedException(
        BuiltinFailedException.Kind.OPERAND,
        "operand 1 values must be string, array[string], or set[string]");
  }

  static Value decodeObject(BuiltinContext context, Value[] arguments) {
    String query = Operands.text(arguments, 0);
    context.spend(1 + query.length() / 5);
    Map<String, ArrayValue> found = new LinkedHashMap<>();
    if (query.chars().filter(c -> c == '&').count() >= MOST_PARAMETERS) {
      throw new BuiltinFailedException("number of URL query parameters exceeded limit");
    }
    for (String part : query.split("&", -1)) {
      if (part.contains(";")) {
        throw new BuiltinFailedException("invalid semicolon separator in query");
      }
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String key = unescaped(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : unescaped(part.substring(equals + 1));
      found.computeIfAbsent(key, k -> ArrayValue.growing(1)).append(new StringValue(value));
    }
    TableValue table = TableValue.growing();
    found.forEach((key, values) -> table.put(new StringValue(key), values));
    return table;
  }

  /// `U+0067 'g'`, as Go shows a character in messages.
  static String unicode(int rune) {
    String hex = Integer.toHexString(rune).toUpperCase(Locale.ROOT);
    String shown = "U+" + "0".repeat(Math.max(0, 4 - hex.length())) + hex;
    return GoQuote.isPrint(rune) ? shown + " '" + Character.toString(rune) + "'" : shown;
  }
}
