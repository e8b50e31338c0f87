package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.BoundedCache;
import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `graphql.*`. Thread-safe.
public final class GraphqlFunctions {

  private static final int LONGEST = 4 << 20;

  /// Schemas of texts, with the documents they are shown as.
  private record KnownSchema(Schema schema, Value document, int size) {}

  private static final BoundedCache<String, KnownSchema> SCHEMAS =
      new BoundedCache<>(2 << 20, known -> known.size() + 4096L);

  private GraphqlFunctions() {}

  /// By name.
  public static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    all.put("graphql.parse", GraphqlFunctions::parse);
    all.put("graphql.parse_and_verify", GraphqlFunctions::parseAndVerify);
    all.put("graphql.parse_query", GraphqlFunctions::parseQuery);
    all.put("graphql.parse_schema", GraphqlFunctions::parseSchema);
    all.put("graphql.is_valid", GraphqlFunctions::isValid);
    all.put("graphql.schema_is_valid", GraphqlFunctions::schemaIsValid);
    return all;
  }

  private static Value parseQuery(BuiltinContext context, Value[] arguments) {
    Operands.text(arguments, 0);
    return Documents.of(query(context, arguments));
  }

  private static Value parseSchema(BuiltinContext context, Value[] arguments) {
    Operands.text(arguments, 0);
    return Documents.of(schemaDocument(context, arguments, 0));
  }

  private static Value parse(BuiltinContext context, Value[] arguments) {
    Node query = query(context, arguments);
    Value shown = Documents.of(query);
    KnownSchema known = schema(context, arguments, 1);
    String violations = QueryCheck.violations(context, known.schema(), query);
    if (!violations.isEmpty()) {
      throw GraphqlException.report(violations);
    }
    return ArrayValue.of(List.of(shown, known.document()));
  }

  private static Value parseAndVerify(BuiltinContext context, Value[] arguments) {
    try {
      ArrayValue both = (ArrayValue) parse(context, arguments);
      return ArrayValue.of(List.of(BooleanValue.TRUE, both.items().get(0), both.items().get(1)));
    } catch (BuiltinFailedException invalid) {
      return ArrayValue.of(List.of(BooleanValue.FALSE, TableValue.growing(), TableValue.growing()));
    }
  }

  private static Value isValid(BuiltinContext context, Value[] arguments) {
    try {
      parse(context, arguments);
      return BooleanValue.TRUE;
    } catch (BuiltinFailedException invalid) {
      return BooleanValue.FALSE;
    }
  }

  private static Value schemaIsValid(BuiltinContext context, Value[] arguments) {
    try {
      schema(context, arguments, 0);
      return BooleanValue.TRUE;
    } catch (BuiltinFailedException invalid) {
      return BooleanValue.FALSE;
    }
  }

  private static String text(BuiltinContext context, StringValue value) {
    String text = value.text();
    if (text.length() > LONGEST) {
      throw new BuiltinFailedException("GraphQL text is longer than " + LONGEST + " characters");
    }
    context.spend(text.length());
    return text;
  }

  private static Node query(BuiltinContext context, Value[] arguments) {
    try {
      return switch (arguments[0]) {
        case StringValue text -> QueryParser.parse(text(context, text));
        case ObjectValue object -> Documents.node(Shape.QUERY_DOCUMENT, object);
        default -> throw wrong(arguments, 0);
      };
    } catch (GraphqlException malformed) {
      throw GraphqlException.report(malformed.located());
    }
  }

  private static Node schemaDocument(BuiltinContext context, Value[] arguments, int position) {
    try {
      return switch (arguments[position]) {
        case StringValue text -> SchemaParser.parse(text(context, text));
        case ObjectValue object -> Documents.node(Shape.SCHEMA_DOCUMENT, object);
        default -> throw wrong(arguments, position);
      };
    } catch (GraphqlException malformed) {
      throw GraphqlException.report(malformed.located());
    }
  }

  // OPA counts from 0 here, against its own custom.
  private static BuiltinFailedException wrong(Value[] arguments, int position) {
    return BuiltinFailedException.operand(
        position, "one of {string, object}", arguments[position].typeName());
  }

  private static KnownSchema schema(BuiltinContext context, Value[] arguments, int position) {
    String key = arguments[position] instanceof StringValue text ? text.text() : "";
    KnownSchema known = key.isEmpty() ? null : SCHEMAS.get(key);
    if (known != null) {
      return known;
    }
    Node document = schemaDocument(context, arguments, position);
    Value shown = Documents.of(document);
    try {
      known = new KnownSchema(Schema.of(document), shown, key.length());
    } catch (GraphqlException invalid) {
      throw new BuiltinFailedException(
          "Error in gqlparser SchemaDocument to Schema conversion: " + invalid.located());
    }
    if (!key.isEmpty()) {
      SCHEMAS.put(key, known);
    }
    return known;
  }
}
