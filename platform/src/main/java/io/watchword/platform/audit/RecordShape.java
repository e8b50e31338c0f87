package io.watchword.platform.audit;

import io.watchword.api.record.AuditRecordType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a record class stands in JSON: its type name, empty for a part of a record, and its keys.
/// Immutable, one a class.
record RecordShape(String type, List<Key> keys) {

  /// A component.
  record Key(String name, Method accessor) {}

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> shape) {
          List<Key> keys = new ArrayList<>();
          for (RecordComponent component : shape.getRecordComponents()) {
            keys.add(new Key(snakeCase(component.getName()), component.getAccessor()));
          }
          AuditRecordType type = shape.getAnnotation(AuditRecordType.class);
          return new RecordShape(type == null ? "" : type.value(), List.copyOf(keys));
        }
      };

  static RecordShape of(Class<?> shape) {
    return SHAPES.get(shape);
  }

  static String snakeCase(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
