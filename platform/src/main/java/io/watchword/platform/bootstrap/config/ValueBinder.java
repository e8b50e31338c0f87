package io.watchword.platform.bootstrap.config;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Turns one value of a file into a value of a component's type. Confined to the thread that reads
/// the file.
final class ValueBinder {

  private final ConfigSource source;
  private final Problems problems;
  private final RecordBinder records;
  private final UnionBinder unions;

  ValueBinder(ConfigSource source, Problems problems, RecordBinder records) {
    this.source = source;
    this.problems = problems;
    this.records = records;
    this.unions = new UnionBinder(problems, records, this);
  }

  /// The value; empty, with the reasons among the problems, if it is wrong.
  Optional<Object> bind(Node node, Type type, KeyPath path, Limits limits) {
    if (isNothing(node) && !(type == String.class && isQuoted(node))) {
      problems.at(
          path.start(),
          path.end(),
          "config-no-value",
          path.quoted() + " has no value",
          "give one, or remove the key");
      return Optional.empty();
    }
    Optional<Type> item = Generics.argumentOf(type, List.class);
    if (item.isPresent()) {
      return list(node, item.get(), path, limits);
    }
    Optional<Type> value = Generics.argumentOf(type, Map.class);
    if (value.isPresent()) {
      return map(node, value.get(), path, limits);
    }
    if (!(type instanceof Class<?> shape)) {
      throw new IllegalStateException("config type " + type + " of `" + path.text() + "`");
    }
    if (ScalarText.isScalar(shape)) {
      return scalar(node, shape, path, limits);
    }
    if (shape.isSealed()) {
      return unions.bind(node, shape, path);
    }
    if (shape.isRecord()) {
      return records.bind(node, shape, path);
    }
    throw new IllegalStateException("config type " + type + " of `" + path.text() + "`");
  }

  /// The value of a key that is not in the file.
  Optional<Object> fallback(String text, Type declared) {
    boolean optional = Generics.argumentOf(declared, Optional.class).isPresent();
    Type type = Generics.argumentOf(declared, Optional.class).orElse(declared);
    ConfigSource quoted = new ConfigSource(source.file(), text);
    Problems own = new Problems(quoted);
    Optional<Object> value;
    if (type instanceof Class<?> shape && ScalarText.isScalar(shape)) {
      value = Optional.of(resolved(ScalarText.parse(text, shape)));
    } else {
      value =
          new YamlDocument(quoted, own)
              .root()
              .flatMap(
                  node ->
                      new ValueBinder(source, own, new RecordBinder(source, own))
                          .bind(node, type, KeyPath.root(node), Limits.NONE));
    }
    if (value.isEmpty()) {
      throw new IllegalStateException("@Default(\"" + text + "\")", own.toException());
    }
    return optional ? value.map(Optional::of) : value;
  }

  private Optional<Object> scalar(Node node, Class<?> type, KeyPath path, Limits limits) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.at(
          path.start(),
          path.end(),
          "config-type",
          path.quoted() + " is " + KeyPath.kind(node) + " (expected: a single value)",
          "write `" + Generics.placeholder(type) + "`");
      return Optional.empty();
    }
    try {
      Object value = ScalarText.parse(scalar.getValue(), type);
      Optional<String> expected = limits.violatedBy(value, type);
      if (expected.isPresent()) {
        problems.at(
            node,
            "config-out-of-range",
            path.quoted() + " is `" + scalar.getValue() + "` (expected: " + expected.get() + ")",
            "");
        return Optional.empty();
      }
      return Optional.of(resolved(value));
    } catch (IllegalArgumentException e) {
      problems.at(node, "config-invalid-value", path.quoted() + ": " + e.getMessage(), "");
      return Optional.empty();
    }
  }

  private Object resolved(Object value) {
    return switch (value) {
      case Path path -> source.folder().resolve(path).normalize();
      case SocketAddressText address -> address.resolvedAgainst(source.folder());
      default -> value;
    };
  }

  private Optional<Object> list(Node node, Type item, KeyPath path, Limits limits) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.at(
          node,
          "config-type",
          path.quoted() + " is " + KeyPath.kind(node) + " (expected: a list)",
          node instanceof ScalarNode scalar ? "write `[" + scalar.getValue() + "]`" : "");
      return Optional.empty();
    }
    List<Object> out = new ArrayList<>();
    boolean complete = true;
    for (Node child : sequence.getValue()) {
      KeyPath childPath = path.item(out.size(), child);
      Optional<Object> value = bind(child, item, childPath, limits);
      complete &= value.isPresent();
      out.add(value.orElse(child));
    }
    return complete ? Optional.of(List.copyOf(out)) : Optional.empty();
  }

  private Optional<Object> map(Node node, Type type, KeyPath path, Limits limits) {
    if (!(node instanceof MappingNode mapping)) {
      problems.at(
          node,
          "config-type",
          path.quoted() + " is " + KeyPath.kind(node) + " (expected: a map)",
          "");
      return Optional.empty();
    }
    Map<String, Object> out = new LinkedHashMap<>();
    boolean complete = true;
    for (Map.Entry<String, NodeTuple> entry : records.keys(mapping, path).entrySet()) {
      NodeTuple tuple = entry.getValue();
      KeyPath childPath = path.child(entry.getKey(), tuple.getKeyNode());
      Optional<Object> value = bind(tuple.getValueNode(), type, childPath, limits);
      complete &= value.isPresent();
      value.ifPresent(v -> out.put(entry.getKey(), v));
    }
    // In the order of the file: people number what they see.
    return complete ? Optional.of(Collections.unmodifiableMap(out)) : Optional.empty();
  }

  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && (scalar.getValue().isEmpty()
            || !isQuoted(node)
                && (scalar.getValue().equals("~") || scalar.getValue().equals("null")));
  }

  private static boolean isQuoted(Node node) {
    return node instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
  }
}
