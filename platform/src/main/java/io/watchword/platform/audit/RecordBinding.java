package io.watchword.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.AuditRecordType;
import io.watchword.api.record.UnknownRecord;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns JSON into the record class of its type. Thread-safe: the types are looked up once.
final class RecordBinding {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, Class<?>> TYPES = new HashMap<>();

  static {
    collect(AuditRecord.class);
  }

  private RecordBinding() {}

  static AuditRecord bind(String type, JsonNode node) {
    Class<?> shape = TYPES.get(type);
    return shape == null ? unknown(type, node) : (AuditRecord) record(node, shape);
  }

  private static void collect(Class<?> shape) {
    AuditRecordType type = shape.getAnnotation(AuditRecordType.class);
    if (type != null) {
      TYPES.put(type.value(), shape);
    }
    if (shape.isSealed()) {
      Arrays.stream(shape.getPermittedSubclasses()).forEach(RecordBinding::collect);
    }
  }

  private static AuditRecord unknown(String type, JsonNode node) {
    Map<String, Object> fields = new LinkedHashMap<>();
    node.properties()
        .forEach(
            field -> {
              Object value = MAPPER.convertValue(field.getValue(), Object.class);
              if (!field.getKey().equals("type")
                  && !field.getKey().equals("time")
                  && value != null) {
                fields.put(field.getKey(), value);
              }
            });
    return new UnknownRecord(type, fields);
  }

  private static Object record(JsonNode node, Class<?> shape) {
    RecordComponent[] components = shape.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      JsonNode value = node.path(RecordShape.snakeCase(components[i].getName()));
      arguments[i] = value(value, components[i].getGenericType());
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return shape.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new AuditLogRefusedException(
          "platform/audit-record-unreadable", "a record is no `" + shape.getSimpleName() + "`", e);
    }
  }

  // A key that is not there is empty: records of an older version lack what came later.
  private static Object value(JsonNode node, Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return collection(node, parameterized);
    }
    Class<?> shape = (Class<?>) type;
    if (shape == long.class) {
      return node.asLong();
    }
    if (shape == int.class) {
      return node.asInt();
    }
    if (shape == double.class) {
      return node.asDouble();
    }
    if (shape == boolean.class) {
      return node.asBoolean();
    }
    if (shape == Instant.class) {
      return instant(node);
    }
    if (shape.isRecord()) {
      return record(node, shape);
    }
    return node.isNull() ? "" : node.asText();
  }

  private static Object collection(JsonNode node, ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    Type item = arguments[arguments.length - 1];
    if (type.getRawType() == Optional.class) {
      return node.isMissingNode() || node.isNull()
          ? Optional.empty()
          : Optional.of(value(node, item));
    }
    if (type.getRawType() == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue(), item)));
      return map;
    }
    List<Object> list = new ArrayList<>();
    node.forEach(child -> list.add(value(child, item)));
    return list;
  }

  private static Instant instant(JsonNode node) {
    try {
      return node.isMissingNode() ? Instant.EPOCH : Instant.parse(node.asText());
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }
}
