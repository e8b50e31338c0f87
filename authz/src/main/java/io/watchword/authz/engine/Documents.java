package io.watchword.authz.engine;

import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Documents put together or changed for one evaluation. Stateless; nothing is changed in place.
public final class Documents {

  private Documents() {}

  /// Both objects in one, those within them too; where that does not do, `a` wins.
  public static Value merged(Value a, Value b, Budget budget) {
    if (!(a instanceof ObjectValue left) || !(b instanceof ObjectValue right)) {
      return a;
    }
    budget.spend((long) left.size() + right.size());
    TableValue result = TableValue.growing();
    for (Value key : left.sortedKeys()) {
      Value other = right.get(key);
      Value own = left.required(key);
      result.put(key, other == null ? own : merged(own, other, budget));
    }
    for (Value key : right.sortedKeys()) {
      if (left.get(key) == null) {
        result.put(key, right.required(key));
      }
    }
    return result;
  }

  /// `target` with `value` at `path`; what is no object on the way there gives way.
  public static Value replaced(
      @Nullable Value target, List<? extends Value> path, Value value, Budget budget) {
    if (path.isEmpty()) {
      return value;
    }
    TableValue copy = copy(target, budget);
    Value key = path.getFirst();
    copy.put(key, replaced(copy.get(key), path.subList(1, path.size()), value, budget));
    return copy;
  }

  private static TableValue copy(@Nullable Value target, Budget budget) {
    if (!(target instanceof ObjectValue object)) {
      return TableValue.growing();
    }
    budget.spend(object.size() / 4);
    if (object instanceof TableValue table) {
      return table.copy();
    }
    TableValue copy = TableValue.growing();
    for (Value key : object.sortedKeys()) {
      copy.put(key, object.required(key));
    }
    return copy;
  }
}
