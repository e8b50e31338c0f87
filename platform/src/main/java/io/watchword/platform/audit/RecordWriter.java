package io.watchword.platform.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.UnknownRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes records as JSON, without data binding: a role starts and writes its first record before
/// that would be loaded. Thread-safe: no state.
final class RecordWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private RecordWriter() {}

  static byte[] write(AuditRecord record, Instant time) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      if (record instanceof UnknownRecord unknown) {
        head(json, unknown.type(), time);
        fields(json, unknown.fields());
      } else {
        head(json, RecordShape.of(record.getClass()).type(), time);
        components(json, record);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a record as JSON", e);
    }
    return out.toByteArray();
  }

  private static void head(JsonGenerator json, String type, Instant time) throws IOException {
    json.writeStringField("type", type);
    json.writeStringField("time", time.toString());
  }

  private static void components(JsonGenerator json, Object record) throws IOException {
    for (RecordShape.Key key : RecordShape.of(record.getClass()).keys()) {
      json.writeFieldName(key.name());
      try {
        value(json, key.accessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("component of " + record.getClass().getName(), e);
      }
    }
  }

  private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean bool -> json.writeBoolean(bool);
      case Optional<?> optional -> value(json, optional.orElse(null));
      case Collection<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          value(json, item);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        fields(json, map);
        json.writeEndObject();
      }
      case Record record -> {
        json.writeStartObject();
        components(json, record);
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }

  private static void fields(JsonGenerator json, Map<?, ?> map) throws IOException {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      value(json, entry.getValue());
    }
  }
}
