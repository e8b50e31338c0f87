package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `walk`: every value inside a value, with the path to it. As a function its result is the array
/// of all pairs, the outer before the inner.
public final class Walk {

  private final BuiltinContext context;
  private final ArrayValue pairs = ArrayValue.growing(16);
  private final List<Value> path = new ArrayList<>();

  private Walk(BuiltinContext context) {
    this.context = context;
  }

  /// It, by name.
  public static Map<String, Builtin> all() {
    return Map.of("walk", (context, a) -> new Walk(context).all(a[0]));
  }

  private Value all(Value value) {
    visit(value);
    return pairs;
  }

  // Values are nested to a bounded depth, so recursion is safe.
  private void visit(Value value) {
    context.spend(1 + path.size() / 4);
    pairs.append(ArrayValue.of(List.of(ArrayValue.of(path), value)));
    switch (value) {
      case ArrayValue array -> {
        List<Value> items = array.items();
        for (int i = 0; i < items.size(); i++) {
          inside(NumberValue.of(i), items.get(i));
        }
      }
      case ObjectValue object -> {
        for (Value key : object.sortedKeys()) {
          inside(key, object.required(key));
        }
      }
      case SetValue set -> {
        for (Value member : set.sorted()) {
          inside(member, member);
        }
      }
      default -> {}
    }
  }

  private void inside(Value step, Value value) {
    path.add(step);
    visit(value);
    path.removeLast();
  }
}
