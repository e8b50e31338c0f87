package io.watchword.authz.signature;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads types as OPA's capabilities files hold them: `{"type": "array", "dynamic": {"type":
/// "any"}}`. Stateless.
final class TypeJson {

  private TypeJson() {}

  /// @throws IllegalArgumentException saying what is no type
  static Type read(@Nullable Value json) {
    if (!(json instanceof ObjectValue object)) {
      throw new IllegalArgumentException("type `" + json + "` (expected: an object)");
    }
    String kind = object.get(new StringValue("type")) instanceof StringValue s ? s.text() : "";
    return switch (kind) {
      case "null" -> Type.Scalar.NULL;
      case "boolean" -> Type.Scalar.BOOLEAN;
      case "number" -> Type.Scalar.NUMBER;
      case "string" -> Type.Scalar.STRING;
      case "any" -> Types.anyOf(list(object, "of"));
      case "array" -> new Type.ArrayOf(list(object, "static"), optional(object, "dynamic"));
      case "set" -> new Type.SetOf(read(object.get(new StringValue("of"))));
      case "object" -> object(object);
      case "function" -> function(object);
      default ->
          throw new IllegalArgumentException(
              "type `"
                  + kind
                  + "` (expected: null, boolean, number, string, any, array, set, object or"
                  + " function)");
    };
  }

  /// @throws IllegalArgumentException if it is another type
  static Type.FunctionOf readFunction(@Nullable Value json) {
    if (read(json) instanceof Type.FunctionOf function) {
      return function;
    }
    throw new IllegalArgumentException(
        "`decl` is no function (expected: `\"type\": \"function\"`)");
  }

  private static Type function(ObjectValue object) {
    return new Type.FunctionOf(
        list(object, "args"), optional(object, "variadic"), optional(object, "result"));
  }

  private static Type object(ObjectValue object) {
    List<Type.Property> fixed = new ArrayList<>();
    for (Value item : items(object, "static")) {
      Value key = item instanceof ObjectValue p ? p.get(new StringValue("key")) : null;
      if (key == null) {
        throw new IllegalArgumentException("property `" + item + "` (expected: `key` and `value`)");
      }
      fixed.add(new Type.Property(key, read(((ObjectValue) item).get(new StringValue("value")))));
    }
    if (!(object.get(new StringValue("dynamic")) instanceof ObjectValue rest)) {
      return Types.objectOf(fixed, Optional.empty());
    }
    return Types.objectOf(
        fixed,
        Optional.of(
            new Type.Rest(
                read(rest.get(new StringValue("key"))), read(rest.get(new StringValue("value"))))));
  }

  private static Type optional(ObjectValue object, String name) {
    Value type = object.get(new StringValue(name));
    return type == null ? Type.UNKNOWN : read(type);
  }

  private static List<Type> list(ObjectValue object, String name) {
    List<Type> types = new ArrayList<>();
    items(object, name).forEach(item -> types.add(read(item)));
    return types;
  }

  private static List<Value> items(ObjectValue object, String name) {
    Value list = object.get(new StringValue(name));
    if (list == null) {
      return List.of();
    }
    if (list instanceof ArrayValue array) {
      return array.items();
    }
    throw new IllegalArgumentException(
        "`" + name + "` of a type is `" + list + "` (expected: a list)");
  }
}
