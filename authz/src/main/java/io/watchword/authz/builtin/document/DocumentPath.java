package io.watchword.authz.builtin.document;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;

/// A place in a document: `a/b~1c`, with or without a slash before it, or an array of keys.
/// Stateless.
final class DocumentPath {

  private DocumentPath() {}

  static List<Value> parse(Value path) {
    if (path instanceof ArrayValue array) {
      return array.items();
    }
    if (!(path instanceof StringValue text)) {
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.OPERAND,
          "operand 2 must be one of {set, array} containing string paths or array of path segments"
              + " but got "
              + path.typeName());
    }
    if (text.text().isEmpty()) {
      return List.of();
    }
    int from = 0;
    while (from < text.text().length() && text.text().charAt(from) == '/') {
      from++;
    }
    List<Value> keys = new ArrayList<>();
    for (String part : text.text().substring(from).split("/", -1)) {
      keys.add(new StringValue(part.replace("~1", "/").replace("~0", "~")));
    }
    return keys;
  }
}
