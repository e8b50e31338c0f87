package io.watchword.authz.rego;

import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.stream.Collectors;

/// Values as messages about METADATA show them.
final class GoMapText {

  private GoMapText() {}

  static String of(Value value) {
    if (value instanceof StringValue text) {
      return text.text();
    }
    if (value instanceof ObjectValue object) {
      return object.sortedKeys().stream()
          .map(key -> of(key) + ":" + of(object.required(key)))
          .collect(Collectors.joining(" ", "map[", "]"));
    }
    return value.toString();
  }
}
