package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.List;

/// What nodes of types and values say of themselves. Stateless.
final class Types {

  /// Kinds of values, numbered as OPA shows them.
  static final int VARIABLE = 0;

  static final int INT = 1;
  static final int FLOAT = 2;
  static final int STRING = 3;
  static final int BLOCK = 4;
  static final int BOOLEAN = 5;
  static final int NULL = 6;
  static final int ENUM = 7;
  static final int LIST = 8;
  static final int OBJECT = 9;

  private Types() {}

  static Node named(String name, boolean nonNull) {
    return Node.nowhere(Shape.TYPE).set("NamedType", name).set("NonNull", nonNull);
  }

  /// The name below all lists.
  static String name(Node type) {
    Node at = type;
    while (at.text("NamedType").isEmpty()) {
      at = at.required("Elem");
    }
    return at.text("NamedType");
  }

  static String text(Node type) {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    Node at = type;
    while (true) {
      after.insert(0, at.flag("NonNull") ? "!" : "");
      if (!at.text("NamedType").isEmpty()) {
        return before + at.text("NamedType") + after;
      }
      before.append('[');
      after.insert(0, ']');
      at = at.required("Elem");
    }
  }

  /// Whether a value of `type` may stand where `wanted` is.
  static boolean isCompatible(Node type, Node wanted, boolean wantedNonNull) {
    if (!type.text("NamedType").equals(wanted.text("NamedType"))) {
      return false;
    }
    Node element = type.node("Elem");
    Node wantedElement = wanted.node("Elem");
    if (element != null
        && (wantedElement == null
            || !isCompatible(element, wantedElement, wantedElement.flag("NonNull")))) {
      return false;
    }
    return !wantedNonNull || type.flag("NonNull");
  }

  static boolean isComposite(Node definition) {
    return List.of("OBJECT", "INTERFACE", "UNION").contains(definition.text("Kind"));
  }

  static boolean isInput(Node definition) {
    return List.of("SCALAR", "ENUM", "INPUT_OBJECT").contains(definition.text("Kind"));
  }

  static boolean isLeaf(Node definition) {
    return List.of("SCALAR", "ENUM").contains(definition.text("Kind"));
  }

  /// A value as it is written.
  static String value(Node value) {
    String raw = value.text("Raw");
    return switch (value.number("Kind")) {
      case VARIABLE -> "$" + raw;
      case STRING, BLOCK -> quoted(raw);
      case LIST -> "[" + String.join(",", children(value, false)) + "]";
      case OBJECT -> "{" + String.join(",", children(value, true)) + "}";
      default -> raw;
    };
  }

  private static List<String> children(Node value, boolean named) {
    List<String> texts = new ArrayList<>();
    for (Node child : value.nodes("Children")) {
      texts.add((named ? child.name() + ":" : "") + value(child.required("Value")));
    }
    return texts;
  }

  /// In quotes, as Go writes them.
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                  if (c < ' ' || c == 0x7f) {
                    out.append("\\x%02x".formatted(c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
