package io.watchword.platform.bootstrap.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A value's way from the root, `workloads[0].inbound`, and the text to underline when the value as
/// a whole is wrong: the key.
record KeyPath(String text, Mark start, Mark end) {

  static KeyPath root(Node root) {
    Mark start = root.getStartMark().orElseThrow();
    return new KeyPath("", start, start);
  }

  KeyPath child(String key, Node keyNode) {
    Mark from = keyNode.getStartMark().orElseThrow();
    return new KeyPath(childText(key), from, keyNode.getEndMark().orElse(from));
  }

  /// A child that is not in the file.
  KeyPath child(String key) {
    return new KeyPath(childText(key), start, end);
  }

  KeyPath item(int index, Node item) {
    Mark from = item.getStartMark().orElseThrow();
    return new KeyPath(text + "[" + index + "]", from, from);
  }

  /// For messages.
  String quoted() {
    return text.isEmpty() ? "the file" : "`" + text + "`";
  }

  /// What a node is, for messages.
  static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "a map";
      case SequenceNode _ -> "a list";
      default -> "a single value";
    };
  }

  private String childText(String key) {
    return text.isEmpty() ? key : text + "." + key;
  }
}
