package io.watchword.authz.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/// Values from and to JSON. Sets become arrays, keys that are no strings become their JSON text, as
/// OPA writes them. Stateless.
public final class ValueJson {

  private static final int DEEPEST = 500;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(64 << 20)
                  .maxNumberLength(10_000)
                  .build())
          .build();

  private ValueJson() {}

  /// @throws IllegalArgumentException saying where the text is no JSON
  public static Value parse(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      Value value = read(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("text after the end of the JSON value");
      }
      return value;
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Value read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("no JSON value (expected: one)");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> new StringValue(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NumberValue.parse(parser.getText());
      case VALUE_TRUE -> BooleanValue.TRUE;
      case VALUE_FALSE -> BooleanValue.FALSE;
      case VALUE_NULL -> NullValue.NULL;
      default -> throw new IllegalArgumentException("unexpected " + token);
    };
  }

  private static Value readObject(JsonParser parser) throws IOException {
    TableValue table = TableValue.growing();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Value key = new StringValue(parser.currentName());
      parser.nextToken();
      table.put(key, read(parser));
    }
    return table;
  }

  private static Value readArray(JsonParser parser) throws IOException {
    ArrayValue array = ArrayValue.growing(8);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.append(read(parser));
    }
    return array;
  }

  /// One line of JSON.
  public static String write(Value value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(Value value, JsonGenerator out) throws IOException {
    switch (value) {
      case NullValue n -> out.writeNull();
      case BooleanValue b -> out.writeBoolean(b.value());
      case NumberValue n -> writeNumber(n, out);
      case StringValue s -> out.writeString(s.text());
      case ArrayValue a -> writeAll(a.items(), out);
      case SetValue s -> writeAll(s.sorted(), out);
      case ObjectValue o -> {
        out.writeStartObject();
        for (Value key : o.sortedKeys()) {
          out.writeFieldName(key instanceof StringValue s ? s.text() : write(key));
          write(o.required(key), out);
        }
        out.writeEndObject();
      }
    }
  }

  private static void writeNumber(NumberValue number, JsonGenerator out) throws IOException {
    out.writeNumber(number.toString());
  }

  private static void writeAll(Iterable<Value> values, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Value value : values) {
      write(value, out);
    }
    out.writeEndArray();
  }

  /// A number made by arithmetic, in its shortest plain spelling.
  public static NumberValue number(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return NumberValue.parse(
        stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 400
            ? stripped.toBigInteger().toString()
            : stripped.toString());
  }
}
