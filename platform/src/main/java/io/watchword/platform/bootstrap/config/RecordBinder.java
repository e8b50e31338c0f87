package io.watchword.platform.bootstrap.config;

import io.watchword.platform.diagnostics.Suggestion;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Turns a map of keys into a record: each key a component. Confined to the thread that reads the
/// file.
final class RecordBinder {

  private final Problems problems;
  private final ValueBinder values;

  RecordBinder(ConfigSource source, Problems problems) {
    this.problems = problems;
    this.values = new ValueBinder(source, problems, this);
  }

  /// The whole file.
  <R extends Record> Optional<R> bind(Node root, Class<R> shape) {
    return bind(root, shape, KeyPath.root(root)).map(shape::cast);
  }

  /// A part of it; empty, with the reasons among the problems, if it is wrong.
  Optional<Object> bind(Node node, Class<?> shape, KeyPath path) {
    if (!(node instanceof MappingNode mapping)) {
      problems.at(
          node,
          "config-type",
          path.quoted() + " is " + KeyPath.kind(node) + " (expected: a map of keys)",
          "keys here: " + keyList(shape));
      return Optional.empty();
    }
    Map<String, NodeTuple> given = keys(mapping, path);
    boolean known = reportUnknown(given, shape, path);
    Object[] arguments = new Object[shape.getRecordComponents().length];
    boolean complete = true;
    for (int i = 0; i < arguments.length; i++) {
      RecordComponent component = shape.getRecordComponents()[i];
      NodeTuple tuple = given.get(KebabCase.of(component.getName()));
      Optional<Object> value =
          tuple == null ? absent(component, given.keySet(), path) : present(tuple, component, path);
      complete &= value.isPresent();
      arguments[i] = value.orElse(null);
    }
    complete &= hasExactlyOne(given, shape, path);
    return complete && known ? create(shape, arguments, path) : Optional.empty();
  }

  /// The keys of a map, each once.
  Map<String, NodeTuple> keys(MappingNode mapping, KeyPath path) {
    Map<String, NodeTuple> given = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.at(
            tuple.getKeyNode(), "config-type", "a key is a map or list (expected: a word)", "");
        continue;
      }
      NodeTuple first = given.putIfAbsent(key.getValue(), tuple);
      if (first != null) {
        int line = first.getKeyNode().getStartMark().orElseThrow().getLine() + 1;
        problems.at(
            key,
            "config-duplicate-key",
            path.child(key.getValue(), key).quoted() + " is given twice (expected: once)",
            "it was given in line " + line);
      }
    }
    return given;
  }

  private boolean reportUnknown(Map<String, NodeTuple> given, Class<?> shape, KeyPath path) {
    List<String> known = componentKeys(shape);
    given.forEach(
        (key, tuple) -> {
          if (!known.contains(key)) {
            problems.at(
                tuple.getKeyNode(),
                "config-unknown-key",
                path.child(key, tuple.getKeyNode()).quoted() + " is no key of this file",
                Suggestion.nearest(KebabCase.of(key), known)
                    .map(near -> "did you mean `" + near + "`?")
                    .orElse("keys here: " + keyList(shape)));
          }
        });
    return known.containsAll(given.keySet());
  }

  private Optional<Object> present(NodeTuple tuple, RecordComponent component, KeyPath path) {
    String key = KebabCase.of(component.getName());
    Type type = component.getGenericType();
    Limits limits = Limits.of(component);
    KeyPath child = path.child(key, tuple.getKeyNode());
    Optional<Type> optional = Generics.argumentOf(type, Optional.class);
    if (optional.isEmpty()) {
      return values.bind(tuple.getValueNode(), type, child, limits);
    }
    return values.bind(tuple.getValueNode(), optional.get(), child, limits).map(Optional::of);
  }

  private Optional<Object> absent(RecordComponent component, Set<String> given, KeyPath path) {
    Default fallback = component.getAnnotation(Default.class);
    if (fallback != null) {
      return values.fallback(fallback.value(), component.getGenericType());
    }
    if (component.getType() == Optional.class) {
      return Optional.of(Optional.empty());
    }
    if (isMisspelt(component, given)) {
      return Optional.empty();
    }
    problems.at(
        path.start(),
        path.end(),
        "config-missing-key",
        path.child(KebabCase.of(component.getName())).quoted() + " is missing",
        "add `"
            + KebabCase.of(component.getName())
            + ": "
            + Generics.placeholder(component.getGenericType())
            + "`");
    return Optional.empty();
  }

  // One mistake, one diagnostic: the misspelt key already says what was meant.
  private static boolean isMisspelt(RecordComponent component, Set<String> given) {
    List<String> known = componentKeys(component.getDeclaringRecord());
    String key = KebabCase.of(component.getName());
    return given.stream()
        .filter(word -> !known.contains(word))
        .anyMatch(word -> Suggestion.nearest(KebabCase.of(word), known).equals(Optional.of(key)));
  }

  private boolean hasExactlyOne(Map<String, NodeTuple> given, Class<?> shape, KeyPath path) {
    if (!shape.isAnnotationPresent(ExactlyOne.class)) {
      return true;
    }
    List<String> choices =
        Arrays.stream(shape.getRecordComponents())
            .filter(component -> component.getType() == Optional.class)
            .map(component -> KebabCase.of(component.getName()))
            .toList();
    List<String> chosen = choices.stream().filter(given::containsKey).toList();
    if (chosen.size() == 1) {
      return true;
    }
    problems.at(
        path.start(),
        path.end(),
        "config-exactly-one",
        path.quoted()
            + (chosen.isEmpty() ? " has none" : " has " + quoted(chosen))
            + " (expected: exactly one of "
            + quoted(choices)
            + ")",
        chosen.isEmpty() ? "add one of them" : "keep one of them");
    return false;
  }

  /// The record of these components, if its constructor takes them.
  Optional<Object> create(Class<?> shape, Object[] arguments, KeyPath path) {
    try {
      return Optional.of(constructor(shape).newInstance(arguments));
    } catch (InvocationTargetException e) {
      String reason = Refusal.reason(e);
      problems.at(
          path.start(), path.end(), "config-invalid-value", path.quoted() + ": " + reason, "");
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("config record " + shape.getName(), e);
    }
  }

  private static Constructor<?> constructor(Class<?> shape) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(shape.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = shape.getDeclaredConstructor(types);
    // Roles keep their config records package-private.
    constructor.setAccessible(true);
    return constructor;
  }

  private static List<String> componentKeys(Class<?> shape) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : shape.getRecordComponents()) {
      keys.add(KebabCase.of(component.getName()));
    }
    return keys;
  }

  private static String keyList(Class<?> shape) {
    return quoted(componentKeys(shape));
  }

  private static String quoted(List<String> keys) {
    return keys.stream().map(key -> "`" + key + "`").collect(Collectors.joining(", "));
  }
}
