package io.watchword.authz.interpret;

import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Documents put together or changed for one evaluation. Stateless; nothing is changed in place.
final class Documents {

  private Documents() {}

  /// Both objects in one, those within them too; where that does not do, `a` wins.
  static Value merged(Value a, Value b) {
    if (!(a instanceof ObjectValue left) || !(b instanceof ObjectValue right)) {
      return a;
    }
    TableValue result = TableValue.growing();
    for (Value key : left.sortedKeys()) {
      Value other = right.get(key);
      Value own = left.required(key);
      result.put(key, other == null ? own : merged(own, other));
    }
    for (Value key : right.sortedKeys()) {
      if (left.get(key) == null) {
        result.put(key, right.required(key));
      }
    }
    return result;
  }

  /// `target` with `value` at `path`; what is no object on the way there gives way.
  static Value replaced(@Nullable Value target, List<? extends Value> path, Value value) {
    if (path.isEmpty()) {
      return value;
    }
    TableValue copy = TableValue.growing();
    if (target instanceof ObjectValue object) {
      for (Value key : object.sortedKeys()) {
        copy.put(key, object.required(key));
      }
    }
    Value key = path.getFirst();
    copy.put(key, replaced(copy.get(key), path.subList(1, path.size()), value));
    return copy;
  }
}
