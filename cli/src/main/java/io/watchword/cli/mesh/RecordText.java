package io.watchword.cli.mesh;

import io.watchword.platform.bootstrap.config.DurationText;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Configuration records as the maps that a file would have in their place: what the config reader
/// reads, written back. Absent components are left out.
final class RecordText {

  private RecordText() {}

  /// `variant`, a record of a union, under its name.
  static Map<String, Object> union(Record variant) {
    return Map.of(kebab(variant.getClass().getSimpleName()), map(variant));
  }

  private static Map<String, Object> map(Record record) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(component, record);
      if (value instanceof Optional<?> optional) {
        optional.ifPresent(present -> map.put(kebab(component.getName()), text(present)));
      } else {
        map.put(kebab(component.getName()), text(value));
      }
    }
    return map;
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component that cannot be read: " + component, e);
    }
  }

  // Environment references are records as well, and written as what they refer by.
  private static Object text(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case Duration duration -> DurationText.print(duration);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case Record record when record.getClass().getEnclosingClass() == CaKeys.class -> map(record);
      default -> value.toString();
    };
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
