package io.watchword.authz.builtin.document;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.text.RegoText;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `json.patch`: RFC 6902, on sets too. One use, one thread.
final class JsonPatch {

  private final EditedDocument document;

  private JsonPatch(EditedDocument document) {
    this.document = document;
  }

  static @Nullable Value call(BuiltinContext context, Value[] arguments) {
    ArrayValue operations = Operands.array(arguments, 1);
    JsonPatch patch = new JsonPatch(new EditedDocument(context, arguments[0]));
    for (Value operation : operations.items()) {
      if (!(operation instanceof ObjectValue object)) {
        throw new BuiltinFailedException(
            "must be an array of JSON-Patch objects, but at least one element is not an object");
      }
      patch.apply(object);
    }
    return patch.document.root();
  }

  private void apply(ObjectValue operation) {
    Value pathValue = required(operation, "path");
    Value kind = required(operation, "op");
    if (!(kind instanceof StringValue name)) {
      throw new BuiltinFailedException(
          "attribute 'op' must be a string but found: " + kind.typeName());
    }
    List<Value> path = DocumentPath.parse(pathValue);
    switch (name.text()) {
      case "add" -> document.insert(path, required(operation, "value"));
      case "remove" -> document.delete(path);
      case "replace" -> {
        document.delete(path);
        document.insert(path, required(operation, "value"));
      }
      case "move" -> {
        List<Value> from = DocumentPath.parse(required(operation, "from"));
        Value moved = document.at(from);
        document.delete(from);
        document.insert(path, moved);
      }
      case "copy" ->
          document.insert(path, document.at(DocumentPath.parse(required(operation, "from"))));
      case "test" -> {
        Value found = document.at(path);
        Value expected = required(operation, "value");
        if (!found.equals(expected)) {
          throw new BuiltinFailedException(
              "value from EditTree != patch value.\n\nExpected: "
                  + RegoText.of(expected)
                  + "\n\nFound: "
                  + RegoText.of(found));
        }
      }
      default -> throw new BuiltinFailedException("unrecognized op: '" + name.text() + "'");
    }
  }

  private static Value required(ObjectValue operation, String attribute) {
    Value value = operation.get(new StringValue(attribute));
    if (value == null) {
      throw new BuiltinFailedException("missing required attribute '" + attribute + "'");
    }
    return value;
  }
}
