package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.engine.Documents;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.FactsObject;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What generated code calls for steps that are more than a few instructions. Stateless.
final class Steps {

  private Steps() {}

  /// An element of a document; null where there is none.
  static @Nullable Value dot(Value source, Value key) {
    return switch (source) {
      case ObjectValue object -> object.get(key);
      case ArrayValue array -> array.at(key);
      case SetValue set -> set.contains(key) ? key : null;
      default -> null;
    };
  }

  @SuppressWarnings("ReferenceEquality")
  static boolean equal(@Nullable Value a, @Nullable Value b) {
    return a != null && b != null && (a == b || a.equals(b));
  }

  static boolean different(@Nullable Value a, @Nullable Value b) {
    return a != null && b != null && !equal(a, b);
  }

  /// Whether a condition holds.
  static boolean test(
      @Nullable Value value, TextTest test, Run run, CompiledUnit unit, int position) {
    return value != null && test.of(value, run, unit, position);
  }

  /// Whether a condition holds of a field.
  static boolean test(
      @Nullable Value source, Value key, TextTest test, Run run, CompiledUnit unit, int position) {
    if (source == null) {
      return false;
    }
    if (source instanceof FactsObject<?> facts) {
      String text = facts.text(key);
      if (text != null) {
        return test.of(text);
      }
    }
    return test(dot(source, key), test, run, unit, position);
  }

  static boolean isArray(@Nullable Value value) {
    return value instanceof ArrayValue;
  }

  static boolean isObject(@Nullable Value value) {
    return value instanceof ObjectValue;
  }

  static boolean isSet(@Nullable Value value) {
    return value instanceof SetValue;
  }

  static Value array(int capacity) {
    return ArrayValue.growing(Math.max(0, Math.min(capacity, 1024)));
  }

  static Value object() {
    return TableValue.growing();
  }

  static Value set() {
    return SetValue.growing();
  }

  /// Whether there was something to append, and to append to; so for the following as well.
  static boolean append(
      @Nullable Value array, @Nullable Value value, CompiledUnit unit, int position) {
    if (value == null || array == null) {
      return false;
    }
    if (!(array instanceof ArrayValue growing)) {
      throw keyConflict(unit, position);
    }
    growing.append(value);
    return true;
  }

  static boolean add(@Nullable Value set, @Nullable Value value, CompiledUnit unit, int position) {
    if (value == null || set == null) {
      return false;
    }
    if (!(set instanceof SetValue growing)) {
      throw keyConflict(unit, position);
    }
    growing.add(value);
    return true;
  }

  static boolean insert(
      @Nullable Value object,
      @Nullable Value key,
      @Nullable Value value,
      CompiledUnit unit,
      int position) {
    if (key == null || value == null || object == null) {
      return false;
    }
    if (!(object instanceof TableValue table)) {
      throw keyConflict(unit, position);
    }
    table.put(key, value);
    return true;
  }

  static boolean insertOnce(
      @Nullable Value object,
      @Nullable Value key,
      @Nullable Value value,
      CompiledUnit unit,
      int position) {
    if (key == null || value == null || object == null) {
      return false;
    }
    if (!(object instanceof TableValue table)) {
      throw keyConflict(unit, position);
    }
    Value before = table.get(key);
    if (before != null && !before.equals(value)) {
      throw keyConflict(unit, position);
    }
    table.put(key, value);
    return true;
  }

  private static EvaluationFailedException keyConflict(CompiledUnit unit, int position) {
    return conflict("object keys must be unique", unit, position);
  }

  private static EvaluationFailedException conflict(
      String message, CompiledUnit unit, int position) {
    return unit.at(position, new EvaluationFailedException("eval_conflict_error", message));
  }

  /// What the result of a rule is after it was assigned once more; null where nothing was assigned.
  static @Nullable Value assignOnce(
      @Nullable Value before, @Nullable Value value, CompiledUnit unit, int position) {
    if (isConflict(before, value)) {
      throw conflict("complete rules must not produce multiple outputs", unit, position);
    }
    return value;
  }

  /// As [#assignOnce], in a function.
  static @Nullable Value assignOnceInFunction(
      @Nullable Value before, @Nullable Value value, CompiledUnit unit, int position) {
    if (isConflict(before, value)) {
      throw conflict("functions must not produce multiple outputs for same inputs", unit, position);
    }
    return value;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isConflict(@Nullable Value before, @Nullable Value value) {
    return value != null && before != null && before != value && !before.equals(value);
  }

  /// Number of elements; -1 of what has none.
  static int length(Value source) {
    return switch (source) {
      case ArrayValue array -> array.size();
      case ObjectValue object -> object.size();
      case SetValue set -> set.size();
      case StringValue text -> text.text().codePointCount(0, text.text().length());
      default -> -1;
    };
  }

  static Value number(int value) {
    return NumberValue.of(value);
  }

  static @Nullable Value merge(@Nullable Value a, @Nullable Value b, Run run) {
    return a == null || b == null ? null : Documents.merged(a, b, run.context.budget());
  }

  /// A document with `value` at `path`.
  static @Nullable Value replaced(
      @Nullable Value target, @Nullable Value value, Value[] path, Run run) {
    return value == null
        ? null
        : Documents.replaced(target, List.of(path), value, run.context.budget());
  }

  /// Calls a built-in with one argument.
  static @Nullable Value call(
      Builtin builtin, String name, Run run, CompiledUnit unit, int position, @Nullable Value a) {
    if (a == null) {
      return null;
    }
    run.spend(cost(a));
    return invoke(builtin, name, run, unit, position, new Value[] {a});
  }

  /// Calls a built-in with two arguments.
  static @Nullable Value call(
      Builtin builtin,
      String name,
      Run run,
      CompiledUnit unit,
      int position,
      @Nullable Value a,
      @Nullable Value b) {
    if (a == null || b == null) {
      return null;
    }
    run.spend(cost(a) + cost(b));
    return invoke(builtin, name, run, unit, position, new Value[] {a, b});
  }

  /// Calls a built-in with any number of arguments.
  static @Nullable Value call(
      Builtin builtin,
      String name,
      Run run,
      CompiledUnit unit,
      int position,
      @Nullable Value[] arguments) {
    long cost = 0;
    for (Value argument : arguments) {
      if (argument == null) {
        return null;
      }
      cost += cost(argument);
    }
    run.spend(cost);
    return invoke(builtin, name, run, unit, position, arguments);
  }

  private static @Nullable Value invoke(
      Builtin builtin,
      String name,
      Run run,
      CompiledUnit unit,
      int position,
      @Nullable Value[] arguments) {
    try {
      return builtin.call(run.context, arguments);
    } catch (BuiltinFailedException failed) {
      if (run.context.strictErrors() || failed.kind().isFinal()) {
        throw unit.at(position, EvaluationFailedException.of(name, failed));
      }
      return null;
    }
  }

  // So that work hidden in a built-in is paid for too.
  private static long cost(Value argument) {
    return switch (argument) {
      case StringValue s -> s.text().length() / 16;
      case ArrayValue a -> a.size();
      case SetValue s -> s.size() / 8;
      default -> 0;
    };
  }

  /// A call of what the plan neither defines nor declares.
  static @Nullable Value unsupported(String name) {
    throw new EvaluationFailedException(
        "eval_internal_error", "built-in `" + name + "` is not supported");
  }

  /// An argument; null where fewer were passed.
  static @Nullable Value argument(@Nullable Value[] arguments, int at) {
    return at < arguments.length ? arguments[at] : null;
  }

  /// Calls the function at a path that is known only now.
  static @Nullable Value dynamic(Run run, @Nullable Value[] path, @Nullable Value[] arguments) {
    StringBuilder text = new StringBuilder();
    for (Value part : path) {
      if (!(part instanceof StringValue name)) {
        return null;
      }
      text.append('\0').append(name.text());
    }
    CompiledUnit.Import function = run.engine.atPath(text.toString());
    if (function == null) {
      return null;
    }
    return arguments.length == 2
        ? function.rule(run, arguments[0], arguments[1])
        : function.call(run, arguments);
  }

  static void addResult(Run run, @Nullable Value value) {
    List<Value> results = run.results;
    if (results != null && value != null) {
      results.add(value);
    }
  }

  /// Keys of what is iterated, in order; null for arrays and for what has no elements.
  static @Nullable List<Value> keys(@Nullable Value source) {
    return switch (source) {
      case ObjectValue object -> object.sortedKeys();
      case SetValue set -> set.sorted();
      case null, default -> null;
    };
  }

  /// How often a block runs for `source`; never where it cannot be iterated.
  static int count(@Nullable Value source, @Nullable List<Value> keys) {
    return keys != null ? keys.size() : source instanceof ArrayValue array ? array.size() : 0;
  }

  static Value key(@Nullable List<Value> keys, int at) {
    return keys == null ? NumberValue.of(at) : keys.get(at);
  }

  /// The element at a position.
  static Value element(Value source, @Nullable List<Value> keys, int at) {
    if (keys == null) {
      return ((ArrayValue) source).get(at);
    }
    return source instanceof ObjectValue object ? object.valueAt(at) : keys.get(at);
  }
}
