package io.watchword.authz.rego;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The fields of a YAML mapping, each read as the kind it has to be.
final class YamlFields {

  private static final int DEEPEST = 100;
  private static final int MOST_NODES = 100_000;

  private final Map<String, Node> fields;
  private int nodes;

  private YamlFields(Map<String, Node> fields) {
    this.fields = fields;
  }

  /// @throws MetadataException where the text is no YAML mapping
  static YamlFields read(String text) {
    Map<String, Node> fields = new LinkedHashMap<>();
    Optional<Node> root;
    try {
      root = new Compose(LoadSettings.builder().build()).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new MetadataException("yaml: line " + line + ": " + e.getProblem(), line);
    } catch (YamlEngineException e) {
      throw new MetadataException("yaml: " + e.getMessage(), -1);
    }
    if (root.isEmpty()) {
      return new YamlFields(fields);
    }
    if (!(root.get() instanceof MappingNode mapping)) {
      throw mismatch(root.get(), "ast.rawAnnotation");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        fields.put(key.getValue(), tuple.getValueNode());
      }
    }
    return new YamlFields(fields);
  }

  String text(String field) {
    Node node = fields.get(field);
    if (node == null || isNull(node)) {
      return "";
    }
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw mismatch(node, "string");
  }

  boolean bool(String field) {
    Node node = fields.get(field);
    if (node == null || isNull(node)) {
      return false;
    }
    String word =
        node instanceof ScalarNode scalar ? scalar.getValue().toLowerCase(Locale.ROOT) : "";
    return switch (word) {
      case "true", "yes", "on", "y" -> true;
      case "false", "no", "off", "n" -> false;
      default -> throw mismatch(node, "bool");
    };
  }

  List<Value> strings(String field) {
    List<Value> strings = new ArrayList<>();
    for (Node node : sequence(field, "[]string")) {
      if (!(node instanceof ScalarNode scalar)) {
        throw mismatch(node, "string");
      }
      strings.add(new StringValue(isNull(node) ? "" : scalar.getValue()));
    }
    return strings;
  }

  List<Value> list(String field) {
    return sequence(field, "[]interface {}").stream().map(node -> value(node, 0)).toList();
  }

  List<ObjectValue> objects(String field) {
    List<ObjectValue> objects = new ArrayList<>();
    for (Node node : sequence(field, "[]map[string]interface {}")) {
      if (!(value(node, 0) instanceof ObjectValue object)) {
        throw mismatch(node, "map[string]interface {}");
      }
      objects.add(object);
    }
    return objects;
  }

  Optional<ObjectValue> object(String field) {
    Node node = fields.get(field);
    if (node == null || isNull(node)) {
      return Optional.empty();
    }
    if (!(value(node, 0) instanceof ObjectValue object)) {
      throw mismatch(node, "map[string]interface {}");
    }
    return Optional.of(object);
  }

  private List<Node> sequence(String field, String type) {
    Node node = fields.get(field);
    if (node == null || isNull(node)) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw mismatch(node, type);
  }

  private static MetadataException mismatch(Node node, String type) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    String what =
        node instanceof ScalarNode scalar
            ? "!!" + tag(scalar) + " `" + shortened(scalar.getValue()) + "`"
            : node instanceof SequenceNode ? "!!seq" : "!!map";
    return new MetadataException(
        "yaml: unmarshal errors:\n  line " + line + ": cannot unmarshal " + what + " into " + type,
        line);
  }

  private static String shortened(String text) {
    return text.length() > 10 ? text.substring(0, 7) + "..." : text;
  }

  private static String tag(ScalarNode scalar) {
    return switch (scalarValue(scalar)) {
      case BooleanValue value -> "bool";
      case NumberValue value -> value.isLong() ? "int" : "float";
      case NullValue value -> "null";
      case StringValue value -> "str";
      case ArrayValue value -> "seq";
      case ObjectValue value -> "map";
      case io.watchword.authz.value.SetValue value -> "set";
    };
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalarValue(scalar) instanceof NullValue;
  }

  // Aliases may stand for the same node a million times.
  private Value value(Node node, int depth) {
    if (depth > DEEPEST || ++nodes > MOST_NODES) {
      throw new MetadataException("yaml: document contains excessive aliasing", -1);
    }
    if (node instanceof ScalarNode scalar) {
      return scalarValue(scalar);
    }
    if (node instanceof SequenceNode sequence) {
      return array(sequence.getValue().stream().map(item -> value(item, depth + 1)).toList());
    }
    TableValue table = TableValue.growing();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        Value key = value(tuple.getKeyNode(), depth + 1);
        if (!(key instanceof StringValue)) {
          throw new MetadataException("invalid map key type(s): ", -1);
        }
        table.put(key, value(tuple.getValueNode(), depth + 1));
      }
    }
    return table;
  }

  private static Value scalarValue(ScalarNode scalar) {
    String text = scalar.getValue();
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return new StringValue(text);
    }
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NullValue.NULL;
      case "true", "True", "TRUE" -> BooleanValue.TRUE;
      case "false", "False", "FALSE" -> BooleanValue.FALSE;
      default -> number(text).map(it -> (Value) it).orElseGet(() -> new StringValue(text));
    };
  }

  private static Optional<NumberValue> number(String text) {
    return text.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?") && text.length() < 400
        ? Optional.of(
            NumberValue.parse(new java.math.BigDecimal(text).stripTrailingZeros().toPlainString()))
        : Optional.empty();
  }

  static Value array(List<? extends Value> items) {
    return ArrayValue.of(items);
  }

  /// The items of an array; none of anything else.
  static List<Value> items(Value value) {
    return value instanceof ArrayValue array ? array.items() : List.of();
  }
}
