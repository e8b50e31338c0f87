package io.watchword.platform.bootstrap.config;

import io.watchword.platform.diagnostics.Suggestion;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Turns a value into one variant of a sealed interface of records. Confined to the thread that
/// reads the file.
final class UnionBinder {

  private final Problems problems;
  private final RecordBinder records;
  private final ValueBinder values;

  UnionBinder(Problems problems, RecordBinder records, ValueBinder values) {
    this.problems = problems;
    this.records = records;
    this.values = values;
  }

  Optional<Object> bind(Node node, Class<?> union, KeyPath path) {
    if (node instanceof ScalarNode scalar) {
      Optional<Class<?>> unit = named(scalar.getValue(), union);
      if (unit.isPresent() && isNameEnough(unit.get())) {
        MappingNode nothing =
            new MappingNode(
                Tag.MAP,
                true,
                List.of(),
                FlowStyle.FLOW,
                scalar.getStartMark(),
                scalar.getEndMark());
        return values.bind(nothing, unit.get(), path, Limits.NONE);
      }
    }
    if (node instanceof MappingNode mapping && mapping.getValue().size() == 1) {
      Map.Entry<String, NodeTuple> only =
          records.keys(mapping, path).entrySet().stream().findFirst().orElse(null);
      Optional<Class<?>> variant = only == null ? Optional.empty() : named(only.getKey(), union);
      if (only != null && variant.isPresent()) {
        KeyPath child = path.child(only.getKey(), only.getValue().getKeyNode());
        return values.bind(only.getValue().getValueNode(), variant.get(), child, Limits.NONE);
      }
    }
    Optional<Class<?>> inline = inline(node, union);
    if (inline.isPresent()) {
      Type type = inline.get().getRecordComponents()[0].getGenericType();
      return values
          .bind(node, type, path, Limits.of(inline.get().getRecordComponents()[0]))
          .flatMap(value -> records.create(inline.get(), new Object[] {value}, path));
    }
    return refuse(node, union, path);
  }

  private Optional<Object> refuse(Node node, Class<?> union, KeyPath path) {
    List<String> names = variants(union).map(UnionBinder::form).toList();
    String given = givenName(node);
    List<String> keys = variants(union).map(v -> KebabCase.of(v.getSimpleName())).toList();
    problems.at(
        node,
        "config-unknown-choice",
        path.quoted()
            + " is "
            + (given.isEmpty() ? KeyPath.kind(node) : "`" + given + "`")
            + " (expected: one of "
            + String.join(", ", names)
            + ")",
        Suggestion.nearest(given, keys).map(near -> "did you mean `" + near + "`?").orElse(""));
    return Optional.empty();
  }

  private static String givenName(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    return node instanceof MappingNode mapping
            && mapping.getValue().size() == 1
            && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
        ? key.getValue()
        : "";
  }

  private static String form(Class<?> variant) {
    String name = KebabCase.of(variant.getSimpleName());
    if (variant.isAnnotationPresent(Inline.class)) {
      Type type = variant.getRecordComponents()[0].getGenericType();
      if (Generics.argumentOf(type, Map.class).isPresent()) {
        return "a map";
      }
      return Generics.argumentOf(type, List.class).isPresent() ? "a list" : "a single value";
    }
    return isNameEnough(variant) ? "`" + name + "`" : "`" + name + ": {...}`";
  }

  private static boolean isNameEnough(Class<?> variant) {
    return !variant.isAnnotationPresent(ExactlyOne.class)
        && Arrays.stream(variant.getRecordComponents())
            .allMatch(
                component ->
                    component.isAnnotationPresent(Default.class)
                        || component.getType() == Optional.class);
  }

  private static Optional<Class<?>> named(String name, Class<?> union) {
    return variants(union)
        .filter(variant -> !variant.isAnnotationPresent(Inline.class))
        .filter(variant -> KebabCase.of(variant.getSimpleName()).equals(name))
        .findFirst();
  }

  private static Optional<Class<?>> inline(Node node, Class<?> union) {
    return variants(union)
        .filter(variant -> variant.isAnnotationPresent(Inline.class))
        .filter(variant -> fits(node, variant.getRecordComponents()[0].getGenericType()))
        .findFirst();
  }

  private static boolean fits(Node node, Type type) {
    return switch (node) {
      case MappingNode _ ->
          Generics.argumentOf(type, Map.class).isPresent()
              || type instanceof Class<?> shape && shape.isRecord() && !ScalarText.isScalar(shape);
      case SequenceNode _ -> Generics.argumentOf(type, List.class).isPresent();
      default -> type instanceof Class<?> shape && ScalarText.isScalar(shape);
    };
  }

  private static Stream<Class<?>> variants(Class<?> union) {
    return Arrays.stream(union.getPermittedSubclasses());
  }
}
