package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Types by path: `data` → `roles` → `admin` → boolean. One check, one thread.
final class TypeTree {

  private final Map<Object, TypeTree> children = new LinkedHashMap<>();
  private Type value = Type.UNKNOWN;
  private @Nullable Type extent;
  private @Nullable Type keys;
  private @Nullable Type values;

  /// The subtree under a key, see [Constants#key].
  @Nullable TypeTree child(Object key) {
    return children.get(key);
  }

  Collection<TypeTree> children() {
    return children.values();
  }

  Collection<Object> childKeys() {
    return children.keySet();
  }

  /// What stands right here; unknown where nothing does.
  Type value() {
    return value;
  }

  boolean isLeaf() {
    return !(value instanceof Type.Unknown);
  }

  /// Sets the type at `path`.
  void put(List<Term> path, Type type) {
    TypeTree at = this;
    at.forget();
    for (Term part : path) {
      at = at.children.computeIfAbsent(Constants.key(part), key -> new TypeTree());
      at.forget();
    }
    at.value = type;
  }

  /// Sets the type of a variable.
  void put(Constants.Name variable, Type type) {
    forget();
    TypeTree at = children.computeIfAbsent(variable, key -> new TypeTree());
    at.forget();
    at.value = type;
  }

  /// Adds a type at `path`: it joins what stands there, and the objects that stand on the way.
  ///
  /// @param keyTypes the types of the parts of the path
  void insert(List<Term> path, Type type, List<Type> keyTypes) {
    TypeTree at = this;
    at.forget();
    for (int i = 0; i < path.size(); i++) {
      Object key = Constants.key(path.get(i));
      TypeTree child = at.children.get(key);
      if (child == null) {
        child = new TypeTree();
        at.children.put(key, child);
      } else if (i + 1 < path.size() && Types.unwrap(child.value) instanceof Type.ObjectOf object) {
        child.value = insert(object, keyTypes.subList(i + 1, path.size()), type);
      }
      child.forget();
      at = child;
    }
    at.value = TypeMerge.merge(at.value, type);
    if (Types.unwrap(type) instanceof Type.ObjectOf
        && Types.unwrap(at.value) instanceof Type.ObjectOf object
        && !at.children.isEmpty()) {
      List<Leaf> leaves = new ArrayList<>();
      at.children.forEach((key, child) -> child.collectLeaves(List.of(typeOf(key)), leaves));
      for (Leaf leaf : leaves) {
        object = insert(object, leaf.path(), leaf.type());
      }
      at.value = object;
    }
  }

  private record Leaf(List<Type> path, Type type) {}

  private void collectLeaves(List<Type> path, List<Leaf> leaves) {
    if (isLeaf()) {
      leaves.add(new Leaf(path, value));
      return;
    }
    children.forEach(
        (key, child) -> {
          List<Type> longer = new ArrayList<>(path);
          longer.add(typeOf(key));
          child.collectLeaves(longer, leaves);
        });
  }

  private static Type typeOf(Object key) {
    return key instanceof Value constant ? Types.of(constant) : Type.ANY;
  }

  private static Type.ObjectOf insert(Type.ObjectOf object, List<Type> path, Type type) {
    if (path.isEmpty()) {
      return object;
    }
    Type below =
        path.size() == 1
            ? type
            : insert(
                new Type.ObjectOf(List.of(), Optional.empty()), path.subList(1, path.size()), type);
    Type key = path.getFirst();
    Type.Rest rest =
        object
            .rest()
            .map(old -> new Type.Rest(Types.or(old.key(), key), Types.or(old.value(), below)))
            .orElse(new Type.Rest(key, below));
    return new Type.ObjectOf(object.fixed(), Optional.of(rest));
  }

  private void forget() {
    extent = null;
    keys = null;
    values = null;
  }

  /// The type of all that stands here and below.
  Type extent() {
    if (isLeaf()) {
      return value;
    }
    if (extent == null) {
      List<Type.Property> properties = new ArrayList<>();
      children.forEach(
          (key, child) -> {
            if (key instanceof StringValue
                || key instanceof NumberValue
                || key instanceof BooleanValue) {
              properties.add(new Type.Property((Value) key, child.extent()));
            }
          });
      // Base data may have anything beside the rules.
      extent = Types.objectOf(properties, Optional.of(new Type.Rest(Type.Scalar.STRING, Type.ANY)));
    }
    return extent;
  }

  /// The type of the keys of [#extent].
  Type extentKeys() {
    if (keys == null) {
      keys = Types.keys(extent());
    }
    return keys;
  }

  /// The type of the values of [#extent].
  Type extentValues() {
    if (values == null) {
      values = Types.values(extent());
    }
    return values;
  }
}
