package io.watchword.authz.schema;

/// One way in which a document does not match.
///
/// @param type such as `invalid_type`
/// @param field where in the document: `a.b.0`, or `(Root)`
/// @param description what is wrong
public record SchemaError(String type, String field, String description) {

  /// `field: description`.
  @Override
  public String toString() {
    return field + ": " + description;
  }
}
