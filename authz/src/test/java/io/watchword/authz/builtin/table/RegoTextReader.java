package io.watchword.authz.builtin.table;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;

/// Reads values in Rego's text, sets included, for rows of truth tables.
final class RegoTextReader {

  private final String text;
  private int at;

  private RegoTextReader(String text) {
    this.text = text;
  }

  static Value read(String text) {
    RegoTextReader reader = new RegoTextReader(text);
    Value value = reader.value();
    if (reader.at != text.length()) {
      throw new IllegalArgumentException(text + ": more text at " + reader.at);
    }
    return value;
  }

  private Value value() {
    blanks();
    Value value =
        switch (text.charAt(at)) {
          case '[' -> array();
          case '{' -> setOrObject();
          case '"' -> string();
          default -> word();
        };
    blanks();
    return value;
  }

  private Value array() {
    ArrayValue array = ArrayValue.growing(4);
    at++;
    blanks();
    while (text.charAt(at) != ']') {
      array.append(value());
      comma();
    }
    at++;
    return array;
  }

  private Value setOrObject() {
    at++;
    blanks();
    TableValue object = TableValue.growing();
    SetValue set = SetValue.growing();
    while (text.charAt(at) != '}') {
      Value key = value();
      if (text.charAt(at) == ':') {
        at++;
        object.put(key, value());
      } else {
        set.add(key);
      }
      comma();
    }
    at++;
    return set.size() > 0 ? set : object;
  }

  private void comma() {
    if (text.charAt(at) == ',') {
      at++;
      blanks();
    }
  }

  private Value string() {
    int start = at++;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    return ValueJson.parse(text.substring(start, at));
  }

  private Value word() {
    int start = at;
    while (at < text.length() && ",]}: ".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "null" -> NullValue.NULL;
      case "true" -> BooleanValue.TRUE;
      case "false" -> BooleanValue.FALSE;
      case "set()" -> SetValue.growing();
      default -> NumberValue.parse(word);
    };
  }

  private void blanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
