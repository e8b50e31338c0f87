package io.watchword.authz.workspace;

import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;

/// The base document while files are merged into it. Objects merge key by key; anything else that
/// is there twice is a conflict. Used by one thread.
final class DataTree {

  private final TableValue root = TableValue.growing();

  /// Merges `document` in under `path`.
  ///
  /// @return the path at which two files disagree; empty where none do
  Optional<String> merge(List<String> path, Value document) {
    Value placed = document;
    for (String part : path.reversed()) {
      TableValue outer = TableValue.growing();
      outer.put(new StringValue(part), placed);
      placed = outer;
    }
    if (!(placed instanceof ObjectValue object)) {
      return Optional.of("data");
    }
    return merge(root, object, "data");
  }

  private static Optional<String> merge(TableValue into, ObjectValue from, String at) {
    for (Value key : from.sortedKeys()) {
      Value value = from.required(key);
      Value before = into.get(key);
      String path = at + "." + (key instanceof StringValue text ? text.text() : key.toString());
      if (before == null) {
        into.put(key, value);
      } else if (before instanceof ObjectValue left && value instanceof ObjectValue right) {
        TableValue copy = TableValue.growing();
        left.sortedKeys().forEach(k -> copy.put(k, left.required(k)));
        Optional<String> conflict = merge(copy, right, path);
        if (conflict.isPresent()) {
          return conflict;
        }
        into.put(key, copy);
      } else {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  ObjectValue document() {
    return root;
  }
}
