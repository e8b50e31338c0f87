package io.watchword.authz.rego;

import io.watchword.authz.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `# METADATA` block.
///
/// @param document the whole block as OPA shows it to policies (`rego.metadata.rule()`), without
///   what is empty
/// @param custom `custom`; empty object where there is none
public record Annotations(
    Scope scope,
    Optional<String> title,
    Optional<String> description,
    boolean entrypoint,
    List<Schema> schemas,
    Map<String, String> labels,
    ObjectValue custom,
    ObjectValue document,
    Location at) {

  public Annotations {
    schemas = List.copyOf(schemas);
    labels = Map.copyOf(labels);
  }

  /// What a block is about.
  public enum Scope {
    RULE,
    DOCUMENT,
    PACKAGE,
    SUBPACKAGES
  }

  /// `path: schema.name` or `path: {inline}`.
  public record Schema(
      List<String> path, Optional<List<String>> reference, Optional<ObjectValue> definition) {
    public Schema {
      path = List.copyOf(path);
    }
  }
}
