package io.watchword.authz.rego;

import io.watchword.authz.rego.Annotations.Schema;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;

/// A schema annotation as policies see it.
final class SchemaDocument {

  private SchemaDocument() {}

  static Value of(Schema schema) {
    TableValue document = TableValue.growing();
    document.put(new StringValue("path"), strings(schema.path()));
    schema.reference().ifPresent(it -> document.put(new StringValue("schema"), strings(it)));
    schema.definition().ifPresent(it -> document.put(new StringValue("definition"), it));
    return document;
  }

  private static Value strings(List<String> parts) {
    return YamlFields.array(parts.stream().map(it -> (Value) new StringValue(it)).toList());
  }
}
