package io.watchword.authz.plan.index;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of local variables in the straight beginning of a block: constants, collections of
/// constants, and steps from a parameter. One block, one thread.
final class ConstantTracker {

  /// What a local holds.
  private sealed interface Known {}

  private record Fixed(Value value) implements Known {}

  private record Members(List<Value> values) implements Known {}

  private record Step(Accessor accessor) implements Known {}

  private final List<String> strings;
  private final Map<Integer, Known> locals = new HashMap<>();

  ConstantTracker(List<String> strings, List<Integer> parameters) {
    this.strings = strings;
    parameters.forEach(p -> locals.put(p, new Step(new Accessor(p, List.of()))));
  }

  void forget(int local) {
    locals.remove(local);
  }

  void fix(int local, Value value) {
    locals.put(local, new Fixed(value));
  }

  void copy(int local, Operand source) {
    Known known = known(source);
    if (known == null) {
      locals.remove(local);
    } else {
      locals.put(local, known);
    }
  }

  /// An empty array or set, to be filled.
  void collect(int local) {
    locals.put(local, new Members(new ArrayList<>()));
  }

  /// Whether `value` is known to be added to a collection begun here.
  boolean add(int collection, Operand value) {
    Value constant = constant(value);
    if (!(locals.get(collection) instanceof Members members)) {
      return false;
    }
    if (constant == null) {
      locals.remove(collection);
    } else {
      members.values.add(constant);
    }
    return true;
  }

  void step(int target, Operand source, Operand key) {
    Accessor from = accessor(source);
    if (from == null || !(constant(key) instanceof StringValue name)) {
      locals.remove(target);
      return;
    }
    List<String> keys = new ArrayList<>(from.keys());
    keys.add(name.text());
    locals.put(target, new Step(new Accessor(from.local(), keys)));
  }

  @Nullable Accessor accessor(Operand operand) {
    return known(operand) instanceof Step step ? step.accessor : null;
  }

  @Nullable Value constant(Operand operand) {
    return switch (known(operand)) {
      case null -> null;
      case Fixed fixed -> fixed.value;
      case Members members -> null;
      case Step step -> null;
    };
  }

  /// The members of a constant collection, those of an object being its values.
  @Nullable List<Value> members(Operand operand) {
    return switch (known(operand)) {
      case null -> null;
      case Fixed fixed -> membersOf(fixed.value);
      case Members members -> members.values;
      case Step step -> null;
    };
  }

  private static @Nullable List<Value> membersOf(Value value) {
    return switch (value) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.sorted();
      case ObjectValue object -> object.sortedKeys().stream().map(object::required).toList();
      default -> null;
    };
  }

  private @Nullable Known known(Operand operand) {
    return switch (operand) {
      case Operand.Local local -> locals.get(local.index());
      case Operand.Text text -> new Fixed(new StringValue(strings.get(text.index())));
      case Operand.Bool bool -> new Fixed(BooleanValue.of(bool.value()));
    };
  }
}
