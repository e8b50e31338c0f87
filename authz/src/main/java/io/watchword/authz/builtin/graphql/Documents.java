package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Nodes as Rego documents and back. What is null or empty, and all positions, are left out, as OPA
/// leaves them out. Stateless.
final class Documents {

  private static final int DEEPEST = 250;
  private static final Map<Shape, Map<String, String>> FIELDS = new EnumMap<>(Shape.class);

  static {
    for (Shape shape : Shape.values()) {
      FIELDS.put(shape, shape.fields());
    }
  }

  private Documents() {}

  private static Map<String, String> fields(Shape shape) {
    return FIELDS.getOrDefault(shape, Map.of());
  }

  static TableValue of(Node node) {
    TableValue table = TableValue.growing();
    fields(node.shape())
        .forEach(
            (name, kind) ->
                value(node, name, kind).ifPresent(v -> table.put(new StringValue(name), v)));
    return table;
  }

  private static Optional<Value> value(Node node, String name, String kind) {
    return switch (kind) {
      case "text" -> Optional.of(new StringValue(node.text(name)));
      case "flag" -> Optional.of(BooleanValue.of(node.flag(name)));
      case "number" -> Optional.of(NumberValue.of(node.number(name)));
      case "texts" -> list(node.texts(name).stream().<Value>map(StringValue::new).toList());
      default -> {
        if (kind.startsWith("[")) {
          yield list(
              node.nodes(name).stream()
                  .map(Documents::of)
                  .filter(t -> t.size() > 0)
                  .<Value>map(t -> t)
                  .toList());
        }
        Node child = node.node(name);
        TableValue table = child == null ? TableValue.growing() : of(child);
        yield table.size() == 0 ? Optional.empty() : Optional.of(table);
      }
    };
  }

  private static Optional<Value> list(List<Value> items) {
    return items.isEmpty() ? Optional.empty() : Optional.of(ArrayValue.of(items));
  }

  /// A node that a policy hands in as a document; unknown fields are ignored.
  static Node node(Shape shape, Value document) {
    return node(shape, document, 0);
  }

  private static Node node(Shape shape, Value document, int depth) {
    if (depth > DEEPEST) {
      throw new BuiltinFailedException("GraphQL document is nested more than " + DEEPEST + " deep");
    }
    if (!(document instanceof ObjectValue object)) {
      throw mismatch(document, shape.name());
    }
    Node node = Node.nowhere(shape);
    fields(shape)
        .forEach(
            (name, kind) -> {
              Value value = object.get(new StringValue(name));
              if (value != null && !(value instanceof NullValue)) {
                node.set(name, field(kind, value, depth));
              }
            });
    return node;
  }

  private static Object field(String kind, Value value, int depth) {
    return switch (kind) {
      case "text" -> text(value);
      case "flag" -> {
        if (value instanceof BooleanValue flag) {
          yield flag.value();
        }
        throw mismatch(value, "bool");
      }
      case "number" -> {
        if (value instanceof NumberValue number && number.asLong().isPresent()) {
          yield (int) number.asLong().getAsLong();
        }
        throw mismatch(value, "int");
      }
      case "texts" -> items(value).stream().map(Documents::text).toList();
      default -> {
        if (!kind.startsWith("[")) {
          yield node(Shape.valueOf(kind), value, depth + 1);
        }
        Shape shape = Shape.valueOf(kind.substring(1, kind.length() - 1));
        List<Node> nodes = new ArrayList<>();
        for (Value item : items(value)) {
          nodes.add(node(shape, item, depth + 1));
        }
        yield nodes;
      }
    };
  }

  private static String text(Value value) {
    if (value instanceof StringValue text) {
      return text.text();
    }
    throw mismatch(value, "string");
  }

  private static List<Value> items(Value value) {
    if (value instanceof ArrayValue array) {
      return array.items();
    }
    throw mismatch(value, "list");
  }

  private static BuiltinFailedException mismatch(Value value, String wanted) {
    return new BuiltinFailedException(
        "json: cannot unmarshal " + value.typeName() + " into Go value of type " + wanted);
  }
}
