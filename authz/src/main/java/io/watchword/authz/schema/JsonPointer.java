package io.watchword.authz.schema;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;

/// RFC 6901, with OPA's messages. Stateless.
final class JsonPointer {

  private JsonPointer() {}

  /// The part of `document` at `pointer`; all of it where that is no pointer.
  ///
  /// @throws SchemaException if there is none
  static Value get(Value document, String pointer) {
    if (!pointer.startsWith("/")) {
      return document;
    }
    Value at = document;
    for (String token : pointer.substring(1).split("/", -1)) {
      at = child(at, token);
    }
    return at;
  }

  private static Value child(Value node, String token) {
    if (node instanceof ObjectValue object) {
      String name = token.replace("~1", "/").replace("~0", "~");
      Value child = object.get(new StringValue(name));
      if (child == null) {
        throw new SchemaException("Object has no key '" + name + "'");
      }
      return child;
    }
    if (node instanceof ArrayValue array) {
      int index = index(token);
      if (index < 0 || index >= array.items().size()) {
        throw new SchemaException(
            "Out of bound array[0,%d] index '%d'".formatted(array.items().size(), index));
      }
      return array.items().get(index);
    }
    throw new SchemaException("Invalid token reference '" + token + "'");
  }

  private static int index(String token) {
    try {
      return Integer.parseInt(token);
    } catch (NumberFormatException e) {
      throw new SchemaException("Invalid array index '" + token + "'", e);
    }
  }
}
