package io.watchword.authz.plan;

import io.watchword.authz.signature.Type;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;

/// Types as plans declare the built-ins they call. Stateless.
final class DeclarationJson {

  private DeclarationJson() {}

  static Value write(Type type) {
    return switch (type) {
      case Type.Unknown unknown -> typed("any");
      case Type.Scalar scalar -> typed(scalar.toString());
      case Type.AnyOf any -> any(any);
      case Type.ArrayOf array -> array(array);
      case Type.SetOf set -> put(typed("set"), "of", write(set.member()));
      case Type.ObjectOf object -> object(object);
      case Type.FunctionOf function -> function(function);
      // Only schemas make these, and no built-in declares one.
      case Type.Recursive recursive -> typed("any");
    };
  }

  private static Value any(Type.AnyOf any) {
    TableValue json = typed("any");
    return any.isEverything() ? json : put(json, "of", list(any.of()));
  }

  private static Value array(Type.ArrayOf array) {
    TableValue json = typed("array");
    if (!array.fixed().isEmpty()) {
      put(json, "static", list(array.fixed()));
    }
    return array.rest() instanceof Type.Unknown ? json : put(json, "dynamic", write(array.rest()));
  }

  private static Value object(Type.ObjectOf object) {
    TableValue json = typed("object");
    if (!object.fixed().isEmpty()) {
      List<Value> properties =
          object.fixed().stream().map(p -> pair("key", p.key(), p.value())).toList();
      put(json, "static", ArrayValue.of(properties));
    }
    object
        .rest()
        .ifPresent(rest -> put(json, "dynamic", pair("key", write(rest.key()), rest.value())));
    return json;
  }

  private static Value function(Type.FunctionOf function) {
    TableValue json = typed("function");
    put(json, "args", list(function.parameters()));
    if (function.hasResult()) {
      put(json, "result", write(function.result()));
    }
    return function.isVariadic() ? put(json, "variadic", write(function.variadic())) : json;
  }

  private static Value pair(String name, Value key, Type value) {
    return put(put(TableValue.growing(), name, key), "value", write(value));
  }

  private static Value list(List<Type> types) {
    return ArrayValue.of(types.stream().map(DeclarationJson::write).toList());
  }

  private static TableValue typed(String name) {
    return put(TableValue.growing(), "type", new StringValue(name));
  }

  private static TableValue put(TableValue json, String name, Value value) {
    json.put(new StringValue(name), value);
    return json;
  }
}
