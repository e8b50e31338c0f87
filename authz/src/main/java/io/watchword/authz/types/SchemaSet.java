package io.watchword.authz.types;

import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON schemas by the names that annotations give them. Immutable.
///
/// @param schemas by path, such as `[schema, input]`; the path `[schema]` is that of all input
public record SchemaSet(Map<List<String>, Value> schemas) {

  /// The path of the schema of all input.
  public static final List<String> ROOT = List.of("schema");

  /// No schemas: annotations that name one are not looked at.
  public static final SchemaSet NONE = new SchemaSet(Map.of());

  public SchemaSet {
    schemas = Map.copyOf(schemas);
  }

  /// One schema, that of all input.
  public static SchemaSet ofInput(Value schema) {
    return new SchemaSet(Map.of(ROOT, schema));
  }

  public boolean isEmpty() {
    return schemas.isEmpty();
  }

  Optional<Value> find(List<String> path) {
    return Optional.ofNullable(schemas.get(path));
  }
}
