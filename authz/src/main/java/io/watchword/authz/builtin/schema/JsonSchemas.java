package io.watchword.authz.builtin.schema;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.schema.HttpSchemas;
import io.watchword.authz.schema.Schema;
import io.watchword.authz.schema.SchemaError;
import io.watchword.authz.schema.SchemaException;
import io.watchword.authz.schema.SchemaValidator;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// `json.verify_schema` and `json.match_schema`. Stateless; a schema is read once an evaluation.
public final class JsonSchemas {

  private JsonSchemas() {}

  /// Both, by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "json.verify_schema", (context, a) -> verify(context, a[0]),
        "json.match_schema", (context, a) -> match(context, a[0], a[1]));
  }

  private static Value verify(BuiltinContext context, Value schema) {
    try {
      compile(context, schema);
      return answer(true, NullValue.NULL);
    } catch (SchemaException e) {
      return answer(false, new StringValue("jsonschema: " + e.reason()));
    }
  }

  private static Value match(BuiltinContext context, Value document, Value schema) {
    try {
      Value json = json(document);
      Schema compiled = context.remember(new Remembered(schema), () -> compile(context, schema));
      List<SchemaError> errors = SchemaValidator.validate(compiled, json, context::spend);
      return answer(
          errors.isEmpty(), ArrayValue.of(errors.stream().map(JsonSchemas::error).toList()));
    } catch (SchemaException e) {
      throw new BuiltinFailedException(e.reason());
    }
  }

  private record Remembered(Value schema) {}

  private static Schema compile(BuiltinContext context, Value schema) {
    Value json = json(schema);
    context.spend(json.toString().length());
    return Schema.compile(json, new HttpSchemas(context.settings().allowNet()), true);
  }

  // A text is JSON itself; sets and keys of other kinds become what they are in JSON.
  private static Value json(Value value) {
    if (value instanceof StringValue text) {
      return parsed(text.text(), "invalid JSON string");
    }
    if (value instanceof ObjectValue || value instanceof ArrayValue) {
      return copied(value);
    }
    throw new SchemaException("wrong type, expected string or object");
  }

  private static Value copied(Value value) {
    String tooDeep = "document or schema is nested too deeply";
    try {
      return parsed(ValueJson.write(value), tooDeep);
    } catch (UncheckedIOException e) {
      throw new SchemaException(tooDeep, e);
    }
  }

  private static Value parsed(String text, String otherwise) {
    try {
      return ValueJson.parse(text);
    } catch (IllegalArgumentException e) {
      throw new SchemaException(otherwise, e);
    }
  }

  private static Value answer(boolean good, Value second) {
    return ArrayValue.of(List.of(BooleanValue.of(good), second));
  }

  private static Value error(SchemaError error) {
    TableValue table = TableValue.growing();
    table.put(new StringValue("error"), new StringValue(error.toString()));
    table.put(new StringValue("type"), new StringValue(error.type()));
    table.put(new StringValue("field"), new StringValue(error.field()));
    table.put(new StringValue("desc"), new StringValue(error.description()));
    return table;
  }
}
