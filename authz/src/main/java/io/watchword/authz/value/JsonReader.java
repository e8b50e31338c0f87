package io.watchword.authz.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/// Reads one JSON document. Equal strings near each other become one, and objects with the same
/// keys share the table of them, so that a large document stays small. One document, one thread.
final class JsonReader {

  private final JsonParser parser;
  private final ReaderCache cache = new ReaderCache();
  private Value[] stack = new Value[32];
  private int top;
  private int depth;

  JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /// @throws IllegalArgumentException saying what is wrong
  Value document() throws IOException {
    parser.nextToken();
    Value value = value();
    if (parser.nextToken() != null) {
      throw new IllegalArgumentException("text after the end of the JSON value");
    }
    return value;
  }

  private Value value() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("no JSON value (expected: one)");
    }
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> cache.string(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> BooleanValue.TRUE;
      case VALUE_FALSE -> BooleanValue.FALSE;
      case VALUE_NULL -> NullValue.NULL;
      default -> throw new IllegalArgumentException("unexpected " + token);
    };
  }

  private Value number() throws IOException {
    try {
      return cache.number(parser.getText());
    } catch (NumberFormatException tooLong) {
      throw new IllegalArgumentException(tooLong.getMessage(), tooLong);
    }
  }

  private Value array() throws IOException {
    enter();
    int base = top;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      push(value());
    }
    depth--;
    Value[] items = Arrays.copyOfRange(stack, base, top);
    drop(base);
    return cache.array(items);
  }

  // Keys and values take turns on the stack.
  private Value object() throws IOException {
    enter();
    int base = top;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      push(cache.string(parser.currentName()));
      parser.nextToken();
      push(value());
    }
    depth--;
    int size = (top - base) / 2;
    Value[] keys = new Value[size];
    Value[] values = new Value[size];
    for (int i = 0; i < size; i++) {
      keys[i] = stack[base + 2 * i];
      values[i] = stack[base + 2 * i + 1];
    }
    drop(base);
    KeyTable table = cache.keys(keys);
    if (table.size() == size) {
      return cache.object(table, values);
    }
    TableValue lastOfEqualKeysWins = TableValue.growing(size);
    for (int i = 0; i < size; i++) {
      lastOfEqualKeysWins.put(keys[i], values[i]);
    }
    return lastOfEqualKeysWins;
  }

  private void enter() {
    if (++depth > Value.DEEPEST) {
      throw new IllegalArgumentException(
          "values are nested more than " + Value.DEEPEST + " levels deep");
    }
  }

  private void push(Value value) {
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, top * 2);
    }
    stack[top++] = value;
  }

  private void drop(int base) {
    Arrays.fill(stack, base, top, null);
    top = base;
  }
}
