package io.watchword.authz.signature;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What can be said of types: their union, their parts, which holds which. Stateless.
public final class Types {

  private static final Comparator<Type.Property> BY_KEY = Comparator.comparing(Type.Property::key);

  private Types() {}

  /// What a recursive type stands for; others are themselves.
  public static Type unwrap(Type type) {
    return type instanceof Type.Recursive recursive ? recursive.type() : type;
  }

  /// One of `types`.
  public static Type.AnyOf anyOf(Collection<? extends Type> types) {
    List<Type> sorted = new ArrayList<>(types);
    sorted.sort(TypeOrder.INSTANCE);
    return new Type.AnyOf(sorted);
  }

  /// An object type; properties in any order.
  public static Type.ObjectOf objectOf(Collection<Type.Property> fixed, Optional<Type.Rest> rest) {
    List<Type.Property> sorted = new ArrayList<>(fixed);
    sorted.sort(BY_KEY);
    return new Type.ObjectOf(sorted, rest);
  }

  public static boolean isEverything(Type type) {
    return type instanceof Type.AnyOf any && any.isEverything();
  }

  /// Whether they are the same type.
  public static boolean same(Type a, Type b) {
    return TypeOrder.INSTANCE.compare(a, b) == 0;
  }

  /// Whether every `b` is known to be an `a`.
  public static boolean contains(Type a, Type b) {
    return a instanceof Type.AnyOf any ? contains(any, b) : same(a, b);
  }

  private static boolean contains(Type.AnyOf any, Type b) {
    return !(b instanceof Type.FunctionOf) && (any.isEverything() || find(any, b) >= 0);
  }

  private static int find(Type.AnyOf any, Type type) {
    return Collections.binarySearch(any.of(), type, TypeOrder.INSTANCE);
  }

  /// The union. Of functions only those of as many parameters have one; others are unknown.
  public static Type or(Type a, Type b) {
    if (a instanceof Type.Unknown) {
      return b;
    }
    if (b instanceof Type.Unknown) {
      return a;
    }
    if (a instanceof Type.FunctionOf f && b instanceof Type.FunctionOf g) {
      return union(f, g);
    }
    if (a instanceof Type.FunctionOf || b instanceof Type.FunctionOf) {
      return Type.UNKNOWN;
    }
    if (a instanceof Type.AnyOf any) {
      return merge(any, b);
    }
    if (b instanceof Type.AnyOf any) {
      return merge(any, a);
    }
    return same(a, b) ? a : anyOf(List.of(a, b));
  }

  private static Type union(Type.FunctionOf a, Type.FunctionOf b) {
    if (a.parameters().size() != b.parameters().size() || a.isVariadic() != b.isVariadic()) {
      return Type.UNKNOWN;
    }
    List<Type> parameters = new ArrayList<>();
    for (int i = 0; i < a.parameters().size(); i++) {
      parameters.add(or(a.parameters().get(i), b.parameters().get(i)));
    }
    return new Type.FunctionOf(
        parameters, or(a.variadic(), b.variadic()), or(a.result(), b.result()));
  }

  private static Type.AnyOf merge(Type.AnyOf any, Type other) {
    if (other instanceof Type.AnyOf more) {
      return union(any, more);
    }
    if (contains(any, other)) {
      return any;
    }
    List<Type> grown = new ArrayList<>(any.of());
    int at = find(any, other);
    grown.add(at < 0 ? -at - 1 : at, other);
    return new Type.AnyOf(grown);
  }

  private static Type.AnyOf union(Type.AnyOf a, Type.AnyOf b) {
    if (a.isEverything() || b.isEverything()) {
      return Type.ANY;
    }
    List<Type> merged = new ArrayList<>(Math.max(a.of().size(), b.of().size()));
    int i = 0;
    int j = 0;
    while (i < a.of().size() && j < b.of().size()) {
      int order = TypeOrder.INSTANCE.compare(a.of().get(i), b.of().get(j));
      merged.add(order <= 0 ? a.of().get(i) : b.of().get(j));
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    merged.addAll(a.of().subList(i, a.of().size()));
    merged.addAll(b.of().subList(j, b.of().size()));
    return new Type.AnyOf(merged);
  }

  /// The union of many, in one step.
  public static Type union(Collection<? extends Type> types) {
    Type union = Type.UNKNOWN;
    Set<Type> distinct = new java.util.TreeSet<>(TypeOrder.INSTANCE);
    for (Type type : types) {
      switch (type) {
        case Type.Unknown u -> {}
        case Type.FunctionOf f -> union = or(union, f);
        case Type.AnyOf any when any.isEverything() -> {
          return Type.ANY;
        }
        case Type.AnyOf any -> distinct.addAll(any.of());
        case Type.Scalar s -> distinct.add(s);
        case Type.ArrayOf a -> distinct.add(a);
        case Type.SetOf s -> distinct.add(s);
        case Type.ObjectOf o -> distinct.add(o);
        case Type.Recursive r -> distinct.add(r);
      }
    }
    if (distinct.isEmpty()) {
      return union;
    }
    return or(
        union,
        distinct.size() == 1
            ? distinct.iterator().next()
            : new Type.AnyOf(new ArrayList<>(distinct)));
  }

  /// The type of the part of `type` under `key`; unknown where it has none.
  public static Type select(Type type, Value key) {
    return switch (unwrap(type)) {
      case Type.ArrayOf array -> item(array, key);
      case Type.ObjectOf object -> property(object, key);
      case Type.SetOf set -> member(set, of(key));
      case Type.AnyOf any -> {
        if (any.isEverything()) {
          yield Type.ANY;
        }
        Type union = Type.UNKNOWN;
        for (Type one : any.of()) {
          union = or(select(one, key), union);
        }
        yield union;
      }
      case Type.Unknown u -> Type.UNKNOWN;
      case Type.Scalar s -> Type.UNKNOWN;
      case Type.FunctionOf f -> Type.UNKNOWN;
      case Type.Recursive r -> Type.UNKNOWN;
    };
  }

  private static Type item(Type.ArrayOf array, Value key) {
    if (!(key instanceof NumberValue number) || number.asLong().isEmpty()) {
      return Type.UNKNOWN;
    }
    long position = number.asLong().getAsLong();
    if (position < 0) {
      return Type.UNKNOWN;
    }
    return position < array.fixed().size() ? array.fixed().get((int) position) : array.rest();
  }

  private static Type property(Type.ObjectOf object, Value key) {
    int at = Collections.binarySearch(object.fixed(), new Type.Property(key, Type.UNKNOWN), BY_KEY);
    if (at >= 0) {
      return object.fixed().get(at).value();
    }
    return object
        .rest()
        .filter(rest -> contains(rest.key(), of(key)))
        .map(Type.Rest::value)
        .orElse(Type.UNKNOWN);
  }

  private static Type member(Type.SetOf set, Type key) {
    if (same(set.member(), key)) {
      return set.member();
    }
    return set.member() instanceof Type.AnyOf any && contains(any, key) ? key : Type.UNKNOWN;
  }

  /// The type of what `type` can be iterated by; unknown where it cannot.
  public static Type keys(Type type) {
    return switch (unwrap(type)) {
      case Type.ArrayOf array -> Type.Scalar.NUMBER;
      case Type.ObjectOf object -> {
        List<Type> keys = new ArrayList<>();
        object.fixed().forEach(property -> keys.add(of(property.key())));
        object.rest().ifPresent(rest -> keys.add(rest.key()));
        yield union(keys);
      }
      case Type.SetOf set -> set.member();
      case Type.AnyOf any ->
          any.isEverything() ? Type.ANY : union(any.of().stream().map(Types::keys).toList());
      case Type.Unknown u -> Type.UNKNOWN;
      case Type.Scalar s -> Type.UNKNOWN;
      case Type.FunctionOf f -> Type.UNKNOWN;
      case Type.Recursive r -> Type.UNKNOWN;
    };
  }

  /// The type of what iterating finds; unknown where one cannot.
  public static Type values(Type type) {
    return switch (unwrap(type)) {
      case Type.ArrayOf array -> or(union(array.fixed()), array.rest());
      case Type.ObjectOf object -> {
        List<Type> values = new ArrayList<>();
        object.fixed().forEach(property -> values.add(property.value()));
        object.rest().ifPresent(rest -> values.add(rest.value()));
        yield union(values);
      }
      case Type.SetOf set -> set.member();
      case Type.AnyOf any ->
          any.isEverything() ? Type.ANY : union(any.of().stream().map(Types::values).toList());
      case Type.Unknown u -> Type.UNKNOWN;
      case Type.Scalar s -> Type.UNKNOWN;
      case Type.FunctionOf f -> Type.UNKNOWN;
      case Type.Recursive r -> Type.UNKNOWN;
    };
  }

  /// The type of a constant.
  public static Type of(Value value) {
    return switch (value) {
      case NullValue n -> Type.Scalar.NULL;
      case BooleanValue b -> Type.Scalar.BOOLEAN;
      case NumberValue n -> Type.Scalar.NUMBER;
      case StringValue s -> Type.Scalar.STRING;
      case ArrayValue array ->
          new Type.ArrayOf(array.items().stream().map(Types::of).toList(), Type.UNKNOWN);
      // OPA's checker sees a constant set as the JSON that it becomes.
      case SetValue set ->
          new Type.ArrayOf(set.sorted().stream().map(Types::of).toList(), Type.UNKNOWN);
      case ObjectValue object ->
          new Type.ObjectOf(
              object.sortedKeys().stream()
                  .map(key -> new Type.Property(key, of(object.required(key))))
                  .toList(),
              Optional.empty());
    };
  }

  /// Two objects as one: properties of both; where both have one, either.
  public static Type.ObjectOf merge(Type.ObjectOf a, Type.ObjectOf b) {
    TreeMap<Value, Type> fixed = new TreeMap<>();
    a.fixed().forEach(property -> fixed.put(property.key(), property.value()));
    b.fixed().forEach(property -> fixed.merge(property.key(), property.value(), Types::mergeValue));
    List<Type.Property> properties = new ArrayList<>();
    fixed.forEach((key, value) -> properties.add(new Type.Property(key, value)));
    return new Type.ObjectOf(
        properties, a.rest().isPresent() ? mergeRest(a.rest().get(), b.rest()) : b.rest());
  }

  private static Optional<Type.Rest> mergeRest(Type.Rest a, Optional<Type.Rest> b) {
    return Optional.of(
        b.map(
                other ->
                    new Type.Rest(or(a.key(), other.key()), mergeValue(a.value(), other.value())))
            .orElse(a));
  }

  private static Type mergeValue(Type a, Type b) {
    return a instanceof Type.ObjectOf x && b instanceof Type.ObjectOf y ? merge(x, y) : or(a, b);
  }

  /// `object` with what else, of another kind, may stand in its place.
  public static Type.ObjectOf merge(Type.ObjectOf object, Type other) {
    if (other instanceof Type.ObjectOf more) {
      return merge(object, more);
    }
    Type keys = keys(other);
    Type values = values(other);
    if (object.rest().isPresent()) {
      Type.Rest rest = object.rest().get();
      return new Type.ObjectOf(
          object.fixed(),
          Optional.of(new Type.Rest(or(keys, rest.key()), or(values, rest.value()))));
    }
    return keys instanceof Type.Unknown || values instanceof Type.Unknown
        ? object
        : new Type.ObjectOf(object.fixed(), Optional.of(new Type.Rest(keys, values)));
  }

  /// Whether something in it is not known.
  public static boolean isUnknown(Type type) {
    return isUnknown(type, Collections.newSetFromMap(new java.util.IdentityHashMap<>()));
  }

  private static boolean isUnknown(Type wrapped, Set<Type> seen) {
    Type type = unwrap(wrapped);
    return switch (type) {
      case Type.Unknown u -> true;
      case Type.Scalar s -> false;
      case Type.AnyOf a -> false;
      case Type.FunctionOf function ->
          function.parameters().stream().anyMatch(one -> isUnknown(one, seen))
              || isUnknown(function.result(), seen);
      case Type.ArrayOf array ->
          seen.add(array)
              && (array.fixed().stream().anyMatch(one -> isUnknown(one, seen))
                  || (!(array.rest() instanceof Type.Unknown) && isUnknown(array.rest(), seen)));
      case Type.ObjectOf object ->
          seen.add(object)
              && (object.fixed().stream().anyMatch(one -> isUnknown(one.value(), seen))
                  || object
                      .rest()
                      .filter(rest -> isUnknown(rest.key(), seen) || isUnknown(rest.value(), seen))
                      .isPresent());
      case Type.SetOf set -> isUnknown(set.member(), seen);
      case Type.Recursive r -> false;
    };
  }
}
