package io.watchword.authz.early.builtin;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The table of built-ins. A name that is not in it is not supported, and said to be so when a
/// policy is checked. Stateless.
public final class Builtins {

  private static final Map<String, Definition> ALL = new HashMap<>();

  static {
    comparisons();
    sets();
    collections();
    kinds();
    Strings.definitions().forEach(Builtins::add);
    Patterns.definitions().forEach(Builtins::add);
    Networks.definitions().forEach(Builtins::add);
  }

  private Builtins() {}

  /// The built-in called `name`; arguments of a wrong type make it fail.
  public static Optional<ListFunction> find(String name) {
    return definition(name).map(Builtins::checked);
  }

  /// Its parameters, for the type checker.
  public static Optional<Definition> definition(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /// Names of all, for suggestions.
  public static Set<String> names() {
    return Set.copyOf(ALL.keySet());
  }

  private static ListFunction checked(Definition definition) {
    return arguments -> {
      for (int i = 0; i < definition.parameters().size() && i < arguments.size(); i++) {
        if (!definition.parameters().get(i).accepts(arguments.get(i))) {
          throw new BuiltinFailedException(
              "%s: operand %d must be %s but got %s"
                  .formatted(
                      definition.name(),
                      i + 1,
                      definition.parameters().get(i).text(),
                      arguments.get(i).typeName()));
        }
      }
      return definition.function().call(arguments);
    };
  }

  private static void add(Definition definition) {
    ALL.put(definition.name(), definition);
  }

  static Definition define(String name, ListFunction function, Kind... parameters) {
    return new Definition(name, List.of(parameters), function);
  }

  private static void comparisons() {
    compare("equal", "eq", order -> order == 0);
    compare("neq", "neq", order -> order != 0);
    compare("lt", "lt", order -> order < 0);
    compare("lte", "lte", order -> order <= 0);
    compare("gt", "gt", order -> order > 0);
    compare("gte", "gte", order -> order >= 0);
  }

  private static void compare(String name, String alias, IntPredicate holds) {
    ListFunction function = a -> BooleanValue.of(holds.test(a.get(0).compareTo(a.get(1))));
    add(define(name, function, Kind.ANY, Kind.ANY));
    add(define(alias, function, Kind.ANY, Kind.ANY));
  }

  private static void sets() {
    add(define("and", a -> filter(set(a, 0), set(a, 1), true), Kind.SET, Kind.SET));
    add(define("or", a -> union(List.of(set(a, 0), set(a, 1))), Kind.SET, Kind.SET));
    add(define("minus", a -> filter(set(a, 0), set(a, 1), false), Kind.SET, Kind.SET));
    add(define("union", a -> union(set(a, 0).sorted()), Kind.SET));
    add(define("intersection", a -> intersection(set(a, 0).sorted()), Kind.SET));
  }

  private static SetValue filter(SetValue members, SetValue other, boolean wanted) {
    SetValue result = SetValue.growing();
    members.sorted().stream().filter(v -> other.contains(v) == wanted).forEach(result::add);
    return result;
  }

  private static SetValue union(List<? extends Value> sets) {
    SetValue result = SetValue.growing();
    for (Value set : sets) {
      inner(set).sorted().forEach(result::add);
    }
    return result;
  }

  private static SetValue intersection(List<Value> sets) {
    if (sets.isEmpty()) {
      return SetValue.growing();
    }
    SetValue result = inner(sets.get(0));
    for (Value set : sets) {
      result = filter(result, inner(set), true);
    }
    return result;
  }

  private static SetValue inner(Value value) {
    if (value instanceof SetValue set) {
      return set;
    }
    throw new BuiltinFailedException("operand must be a set of sets");
  }

  private static void collections() {
    add(define("internal.member_2", a -> member(a.get(0), a.get(1)), Kind.ANY, Kind.ANY));
    add(
        define(
            "internal.member_3",
            a -> member(a.get(0), a.get(1), a.get(2)),
            Kind.ANY,
            Kind.ANY,
            Kind.ANY));
    add(define("count", a -> NumberValue.of(count(a.get(0))), Kind.COUNTABLE));
    add(define("max", a -> extreme(items(a.get(0)), 1), Kind.LIST));
    add(define("min", a -> extreme(items(a.get(0)), -1), Kind.LIST));
    add(define("sort", a -> sorted(items(a.get(0))), Kind.LIST));
    add(define("array.concat", a -> concat(array(a, 0), array(a, 1)), Kind.ARRAY, Kind.ARRAY));
    add(define("array.reverse", a -> reversed(array(a, 0)), Kind.ARRAY));
    add(define("object.keys", a -> SetValue.of(object(a, 0).sortedKeys()), Kind.OBJECT));
    add(define("object.get", Builtins::objectGet, Kind.OBJECT, Kind.ANY, Kind.ANY));
    add(
        define(
            "object.union",
            a -> objectUnion(object(a, 0), object(a, 1)),
            Kind.OBJECT,
            Kind.OBJECT));
  }

  private static Value member(Value wanted, Value collection) {
    return BooleanValue.of(
        switch (collection) {
          case ArrayValue array -> array.items().contains(wanted);
          case SetValue set -> set.contains(wanted);
          case ObjectValue object ->
              object.sortedKeys().stream().anyMatch(key -> object.required(key).equals(wanted));
          default -> false;
        });
  }

  private static Value member(Value key, Value wanted, Value collection) {
    Value there =
        switch (collection) {
          case ArrayValue array -> array.at(key);
          case SetValue set -> set.contains(key) ? key : null;
          case ObjectValue object -> object.get(key);
          default -> null;
        };
    return BooleanValue.of(there != null && there.equals(wanted));
  }

  private static int count(Value value) {
    return switch (value) {
      case StringValue s -> s.text().codePointCount(0, s.text().length());
      case ObjectValue o -> o.size();
      default -> items(value).size();
    };
  }

  private static @Nullable Value extreme(List<Value> items, int sign) {
    return items.stream().max((x, y) -> sign * x.compareTo(y)).orElse(null);
  }

  private static Value sorted(List<Value> items) {
    List<Value> copy = new ArrayList<>(items);
    copy.sort(null);
    return ArrayValue.of(copy);
  }

  private static Value concat(ArrayValue first, ArrayValue second) {
    List<Value> all = new ArrayList<>(first.items());
    all.addAll(second.items());
    return ArrayValue.of(all);
  }

  private static Value reversed(ArrayValue array) {
    return ArrayValue.of(array.items().reversed());
  }

  private static Value objectGet(List<Value> a) {
    if (a.get(1) instanceof ArrayValue path) {
      Value at = a.get(0);
      for (Value key : path.items()) {
        Value next =
            switch (at) {
              case ObjectValue object -> object.get(key);
              case ArrayValue array -> array.at(key);
              case SetValue set -> set.contains(key) ? key : null;
              default -> null;
            };
        if (next == null) {
          return a.get(2);
        }
        at = next;
      }
      return at;
    }
    Value value = object(a, 0).get(a.get(1));
    return value == null ? a.get(2) : value;
  }

  private static Value objectUnion(ObjectValue first, ObjectValue second) {
    TableValue result = TableValue.growing();
    first.sortedKeys().forEach(key -> result.put(key, first.required(key)));
    for (Value key : second.sortedKeys()) {
      Value before = first.get(key);
      Value value = second.required(key);
      result.put(
          key,
          before instanceof ObjectValue outer && value instanceof ObjectValue inner
              ? objectUnion(outer, inner)
              : value);
    }
    return result;
  }

  private static void kinds() {
    for (String name : List.of("string", "number", "boolean", "null", "array", "object", "set")) {
      add(define("is_" + name, a -> BooleanValue.of(a.get(0).typeName().equals(name)), Kind.ANY));
    }
    add(define("type_name", a -> new StringValue(a.get(0).typeName()), Kind.ANY));
  }

  static String text(List<Value> arguments, int index) {
    return ((StringValue) arguments.get(index)).text();
  }

  static SetValue set(List<Value> arguments, int index) {
    return (SetValue) arguments.get(index);
  }

  static ArrayValue array(List<Value> arguments, int index) {
    return (ArrayValue) arguments.get(index);
  }

  static ObjectValue object(List<Value> arguments, int index) {
    return (ObjectValue) arguments.get(index);
  }

  static List<Value> items(Value list) {
    return switch (list) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.sorted();
      default -> throw new BuiltinFailedException("operand must be array or set");
    };
  }

  /// The strings of a list, or the one string.
  static List<String> texts(Value value) {
    if (value instanceof StringValue one) {
      return List.of(one.text());
    }
    List<String> texts = new ArrayList<>();
    for (Value item : items(value)) {
      if (!(item instanceof StringValue text)) {
        throw new BuiltinFailedException("operand must be a list of strings");
      }
      texts.add(text.text());
    }
    return texts;
  }
}
