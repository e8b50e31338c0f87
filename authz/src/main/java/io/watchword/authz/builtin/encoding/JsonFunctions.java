package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.text.RegoText;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;

/// `json.*` for text. Stateless.
final class JsonFunctions {

  private JsonFunctions() {}

  static Value marshal(BuiltinContext context, Value[] arguments) {
    return new StringValue(written(context, JsonWriter.compact(arguments[0])));
  }

  private static String written(BuiltinContext context, String json) {
    context.spend(1 + json.length() / 20);
    return json;
  }

  static Value marshalWithOptions(BuiltinContext context, Value[] arguments) {
    ObjectValue options = Operands.object(arguments, 1);
    String prefix = "";
    String indent = "\t";
    boolean implied = false;
    boolean pretty = false;
    boolean said = false;
    int index = 0;
    for (Value key : options.sortedKeys()) {
      if (!(key instanceof StringValue name)) {
        throw wrong(
            "failed to stringify key %s at index %d: operand %d must be string but got %s"
                .formatted(RegoText.of(key), index, index, key.typeName()));
      }
      Value value = options.required(key);
      switch (name.text()) {
        case "prefix" -> {
          prefix = text(value, "prefix", index);
          implied = true;
        }
        case "indent" -> {
          indent = text(value, "indent", index);
          implied = true;
        }
        case "pretty" -> {
          if (!(value instanceof BooleanValue flag)) {
            throw wrong("key \"pretty\" failed cast to bool");
          }
          said = true;
          pretty = flag.value();
        }
        default -> throw wrong("object contained unknown key " + RegoText.of(key));
      }
      index++;
    }
    if (said ? !pretty : !implied) {
      return marshal(context, arguments);
    }
    return new StringValue(
        written(context, prefix + JsonWriter.indented(arguments[0], prefix, indent)));
  }

  private static String text(Value value, String key, int index) {
    if (value instanceof StringValue text) {
      return text.text();
    }
    throw wrong(
        "key \"%s\" failed cast to string: operand %d must be string but got %s"
            .formatted(key, index, value.typeName()));
  }

  private static BuiltinFailedException wrong(String what) {
    return new BuiltinFailedException(BuiltinFailedException.Kind.OPERAND, "operand 2 " + what);
  }

  static Value unmarshal(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 10);
    return JsonReader.read(text);
  }

  static Value isValid(BuiltinContext context, Value[] arguments) {
    if (!(arguments[0] instanceof StringValue text)) {
      return BooleanValue.FALSE;
    }
    context.spend(1 + text.text().length() / 10);
    return BooleanValue.of(JsonReader.isValid(text.text()));
  }
}
