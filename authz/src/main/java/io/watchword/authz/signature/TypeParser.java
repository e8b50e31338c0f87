package io.watchword.authz.signature;

import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the text of a type as [Type#toString] writes it; keys of properties are strings. One use,
/// one thread.
final class TypeParser {

  private final String text;
  private int at;

  private TypeParser(String text) {
    this.text = text;
  }

  /// `(string, any...) => boolean`.
  ///
  /// @throws IllegalArgumentException if the text is no function type
  static Type.FunctionOf function(String text) {
    TypeParser parser = new TypeParser(text);
    Type.FunctionOf function = parser.function();
    if (parser.at != text.length()) {
      throw parser.wrong("the end");
    }
    return function;
  }

  private Type.FunctionOf function() {
    expect("(");
    List<Type> parameters = new ArrayList<>();
    Type variadic = Type.UNKNOWN;
    while (!skip(")")) {
      Type parameter = type();
      if (skip("...")) {
        variadic = parameter;
      } else {
        parameters.add(parameter);
      }
      skip(", ");
    }
    expect(" => ");
    return new Type.FunctionOf(parameters, variadic, skip("???") ? Type.UNKNOWN : type());
  }

  private Type type() {
    String word = word();
    return switch (word) {
      case "null" -> Type.Scalar.NULL;
      case "boolean" -> Type.Scalar.BOOLEAN;
      case "number" -> Type.Scalar.NUMBER;
      case "string" -> Type.Scalar.STRING;
      case "any" -> Types.anyOf(list());
      case "array" -> new Type.ArrayOf(list(), skip("[") ? closed(type()) : Type.UNKNOWN);
      case "set" -> {
        expect("[");
        yield new Type.SetOf(closed(type()));
      }
      case "object" -> object();
      default -> throw wrong("a type");
    };
  }

  private Type object() {
    List<Type.Property> fixed = new ArrayList<>();
    if (skip("<")) {
      do {
        String key = word();
        expect(": ");
        fixed.add(new Type.Property(new StringValue(key), type()));
      } while (skip(", "));
      expect(">");
    }
    if (!skip("[")) {
      return Types.objectOf(fixed, Optional.empty());
    }
    Type key = type();
    expect(": ");
    return Types.objectOf(fixed, Optional.of(new Type.Rest(key, closed(type()))));
  }

  private List<Type> list() {
    List<Type> types = new ArrayList<>();
    if (skip("<")) {
      do {
        types.add(type());
      } while (skip(", "));
      expect(">");
    }
    return types;
  }

  private Type closed(Type type) {
    expect("]");
    return type;
  }

  private String word() {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean skip(String expected) {
    if (!text.startsWith(expected, at)) {
      return false;
    }
    at += expected.length();
    return true;
  }

  private void expect(String expected) {
    if (!skip(expected)) {
      throw wrong("`" + expected + "`");
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "type `" + text + "`, character " + (at + 1) + " (expected: " + expected + ")");
  }
}
