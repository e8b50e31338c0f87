package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoQuote;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Reads JSON with Go's messages. Does not use the stack, however deep the text nests. One use, one
/// thread.
public final class JsonReader {

  private static final int DEEPEST = 10_000;

  private final String text;
  private final Deque<Open> open = new ArrayDeque<>();
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /// An array or object that is being read, and the key whose value comes next.
  private static final class Open {
    private final Value collection;
    private String key = "";

    Open(Value collection) {
      this.collection = collection;
    }

    void add(Value value) {
      if (collection instanceof ArrayValue array) {
        array.append(value);
      } else if (collection instanceof TableValue table) {
        table.put(new StringValue(key), value);
      }
    }
  }

  /// @throws BuiltinFailedException if it is no JSON, or more than one value
  public static Value read(String text) {
    JsonReader reader = new JsonReader(text);
    Value value = reader.value();
    reader.trailing();
    return value;
  }

  static boolean isValid(String text) {
    try {
      JsonReader reader = new JsonReader(text);
      reader.value();
      reader.space();
      return reader.at == text.length();
    } catch (BuiltinFailedException invalid) {
      return false;
    }
  }

  // What OPA says depends on what the rest of the text is; a `null` it does not see.
  private void trailing() {
    space();
    if (at == text.length()) {
      return;
    }
    char c = text.charAt(at);
    if ("]},:".indexOf(c) >= 0) {
      throw invalid("looking for beginning of value");
    }
    String shown;
    if (c == '[' || c == '{') {
      shown = String.valueOf(c);
    } else {
      Value second = value();
      if (second instanceof NullValue) {
        return;
      }
      shown =
          second instanceof StringValue string
              ? string.text()
              : second instanceof BooleanValue ? "%!s(bool=" + second + ")" : second.toString();
    }
    throw new BuiltinFailedException(
        "error: invalid character '" + shown + "' after top-level value");
  }

  private Value value() {
    space();
    if (at == text.length()) {
      throw new BuiltinFailedException("EOF");
    }
    Value done = begin();
    while (true) {
      if (done != null) {
        if (open.isEmpty()) {
          return done;
        }
        open.element().add(done);
        done = afterItem();
      } else {
        done = begin();
      }
    }
  }

  // A scalar or an empty collection; null where a collection was opened.
  private @Nullable Value begin() {
    char c = next();
    switch (c) {
      case '{' -> {
        at++;
        push(TableValue.growing());
        if (next() == '}') {
          at++;
          return open.pop().collection;
        }
        key();
        return null;
      }
      case '[' -> {
        at++;
        push(ArrayValue.growing(4));
        if (next() == ']') {
          at++;
          return open.pop().collection;
        }
        return null;
      }
      case '"' -> {
        return new StringValue(string());
      }
      case 't' -> {
        return word("true", BooleanValue.TRUE);
      }
      case 'f' -> {
        return word("false", BooleanValue.FALSE);
      }
      case 'n' -> {
        return word("null", NullValue.NULL);
      }
      default -> {
        if (c == '-' || (c >= '0' && c <= '9')) {
          return number();
        }
        throw invalid("looking for beginning of value");
      }
    }
  }

  private void push(Value collection) {
    if (open.size() >= DEEPEST) {
      throw new BuiltinFailedException("exceeded max depth");
    }
    open.push(new Open(collection));
  }

  // The collection that ends here; null where another item follows.
  private @Nullable Value afterItem() {
    boolean object = open.element().collection instanceof TableValue;
    char c = next();
    if (c == ',') {
      at++;
      if (object) {
        next();
        key();
      }
      return null;
    }
    if (c == (object ? '}' : ']')) {
      at++;
      return open.pop().collection;
    }
    throw invalid(object ? "after object key:value pair" : "after array element");
  }

  private void key() {
    if (text.charAt(at) != '"') {
      throw invalid("looking for beginning of object key string");
    }
    open.element().key = string();
    if (next() != ':') {
      throw invalid("after object key");
    }
    at++;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char next() {
    space();
    return here();
  }

  private char here() {
    if (at >= text.length()) {
      throw new BuiltinFailedException("unexpected EOF");
    }
    return text.charAt(at);
  }

  private Value word(String word, Value value) {
    for (int i = 0; i < word.length(); i++) {
      if (here() != word.charAt(i)) {
        throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
      at++;
    }
    return value;
  }

  private Value number() {
    int from = at;
    if (here() == '-') {
      at++;
      if (here() < '0' || here() > '9') {
        throw invalid("in numeric literal");
      }
    }
    if (here() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      needDigit("after decimal point in numeric literal");
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (here() == '+' || here() == '-') {
        at++;
      }
      needDigit("in exponent of numeric literal");
    }
    try {
      return NumberValue.parse(text.substring(from, at));
    } catch (NumberFormatException tooLong) {
      throw new BuiltinFailedException("number is too long");
    }
  }

  private void needDigit(String where) {
    if (here() < '0' || here() > '9') {
      throw invalid(where);
    }
    digits();
  }

  private void digits() {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
  }

  private String string() {
    at++;
    int from = at;
    while (at < text.length() && text.charAt(at) >= ' ' && text.charAt(at) != '\\') {
      if (text.charAt(at) == '"') {
        return GoString.replaced(text.substring(from, at++));
      }
      at++;
    }
    StringBuilder out = new StringBuilder(text.substring(from, at));
    while (here() != '"') {
      char c = here();
      if (c < ' ') {
        throw invalid("in string literal");
      }
      at++;
      out.append(c == '\\' ? escape() : c);
    }
    at++;
    return GoString.replaced(out.toString());
  }

  private char escape() {
    char c = here();
    int known = "bfnrt\"\\/".indexOf(c);
    if (known >= 0) {
      at++;
      return "\b\f\n\r\t\"\\/".charAt(known);
    }
    if (c != 'u') {
      throw invalid("in string escape code");
    }
    at++;
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = here() < 0x80 ? Character.digit(here(), 16) : -1;
      if (digit < 0) {
        throw invalid("in \\u hexadecimal character escape");
      }
      value = value << 4 | digit;
      at++;
    }
    return (char) value;
  }

  private BuiltinFailedException invalid(String where) {
    // Go looks at bytes.
    int rune = GoString.bytes(Character.toString(text.codePointAt(at)))[0] & 0xFF;
    String quoted = GoQuote.quote(Character.toString(rune));
    String shown =
        rune == '\'' ? "\\'" : rune == '"' ? "\"" : quoted.substring(1, quoted.length() - 1);
    return new BuiltinFailedException("invalid character '" + shown + "' " + where);
  }
}
