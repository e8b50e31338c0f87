package io.watchword.authz.schema;

import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Optional;

/// The version of JSON Schema that a document is written in.
enum Draft {
  DRAFT_4("http://json-schema.org/draft-04/schema"),
  DRAFT_6("http://json-schema.org/draft-06/schema"),
  DRAFT_7("http://json-schema.org/draft-07/schema"),
  /// All of them at once: no version is said.
  HYBRID("");

  private final String url;

  Draft(String url) {
    this.url = url;
  }

  String url() {
    return url;
  }

  boolean isAtLeast(Draft other) {
    return compareTo(other) >= 0;
  }

  /// What `$schema` says; empty where it says nothing, or something unknown.
  ///
  /// @throws SchemaException if the document can be no schema
  static Optional<Draft> of(Value document) {
    if (document instanceof BooleanValue) {
      return Optional.empty();
    }
    if (!(document instanceof ObjectValue object)) {
      throw new SchemaException("schema is invalid");
    }
    Value said = object.get(new StringValue("$schema"));
    if (said == null) {
      return Optional.empty();
    }
    if (!(said instanceof StringValue text)) {
      throw new SchemaException("$schema must be of type string");
    }
    Url url = SchemaPool.url(text.text());
    for (Draft draft : values()) {
      if (draft != HYBRID && draft.url.equals(url.toString())) {
        return Optional.of(draft);
      }
    }
    return Optional.empty();
  }
}
