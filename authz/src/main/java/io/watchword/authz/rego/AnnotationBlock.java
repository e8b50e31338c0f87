package io.watchword.authz.rego;

import io.watchword.authz.rego.Annotations.Schema;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A METADATA block before it is known what it is about.
///
/// @param scope as written; empty where it is not
/// @param fields what policies see of it, without the scope
record AnnotationBlock(
    Location at,
    String scope,
    boolean entrypoint,
    List<Schema> schemas,
    Map<String, Value> fields) {

  /// The block with the scope it turns out to have.
  Annotations of(Annotations.Scope found, String name) {
    TableValue document = TableValue.growing();
    document.put(new StringValue("scope"), new StringValue(name));
    fields.forEach((key, value) -> document.put(new StringValue(key), value));
    return new Annotations(
        found,
        text("title"),
        text("description"),
        entrypoint,
        schemas,
        labels(),
        fields.get("custom") instanceof ObjectValue custom ? custom : TableValue.of(Map.of()),
        document,
        at);
  }

  private Optional<String> text(String field) {
    return fields.get(field) instanceof StringValue value
        ? Optional.of(value.text())
        : Optional.empty();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    if (fields.get("labels") instanceof ObjectValue written) {
      for (Value key : written.sortedKeys()) {
        Value value = written.required(key);
        labels.put(
            key instanceof StringValue name ? name.text() : key.toString(),
            value instanceof StringValue text ? text.text() : value.toString());
      }
    }
    return labels;
  }
}
