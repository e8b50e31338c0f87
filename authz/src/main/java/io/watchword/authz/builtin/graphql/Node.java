package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One node of a document. Built by a parser, then only marked by the check of a query.
final class Node {

  private final Shape shape;
  private final int line;
  private final int column;
  private final Map<String, Object> fields = new HashMap<>();

  // What the check of a query found out about a node of the query.
  @Nullable Node definition;
  @Nullable Node parent;
  @Nullable Node expectedType;
  @Nullable Node variable;
  boolean expectedHasDefault;
  boolean used;
  String location = "";

  /// @param line 0 where it has no place
  Node(Shape shape, int line, int column) {
    this.shape = shape;
    this.line = line;
    this.column = column;
  }

  static Node nowhere(Shape shape) {
    return new Node(shape, 0, 0);
  }

  /// A copy whose lists may grow without the original.
  Node copy() {
    Node copy = new Node(shape, line, column);
    fields.forEach(
        (name, value) -> copy.set(name, value instanceof List<?> l ? new ArrayList<>(l) : value));
    return copy;
  }

  Shape shape() {
    return shape;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  /// @param value null leaves the field out
  Node set(String field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, value);
    }
    return this;
  }

  @Nullable Object get(String field) {
    return fields.get(field);
  }

  String text(String field) {
    return fields.get(field) instanceof String text ? text : "";
  }

  boolean flag(String field) {
    return Boolean.TRUE.equals(fields.get(field));
  }

  int number(String field) {
    return fields.get(field) instanceof Integer number ? number : 0;
  }

  @Nullable Node node(String field) {
    return fields.get(field) instanceof Node node ? node : null;
  }

  /// A node that every node of this shape has.
  Node required(String field) {
    Node node = node(field);
    if (node == null) {
      throw new GraphqlException(line, column, "no " + field + " in a node of " + shape);
    }
    return node;
  }

  @SuppressWarnings("unchecked")
  List<Node> nodes(String field) {
    return fields.get(field) instanceof List<?> list ? (List<Node>) list : List.of();
  }

  @SuppressWarnings("unchecked")
  List<String> texts(String field) {
    return fields.get(field) instanceof List<?> list ? (List<String>) list : List.of();
  }

  /// The child in a list that has this name.
  @Nullable Node named(String field, String name) {
    for (Node node : nodes(field)) {
      if (node.text("Name").equals(name)) {
        return node;
      }
    }
    return null;
  }

  String name() {
    return text("Name");
  }

  /// Adds what another node has in a list.
  void append(String field, List<?> more) {
    List<Object> all = new ArrayList<>(fields.get(field) instanceof List<?> l ? l : List.of());
    all.addAll(more);
    fields.put(field, all);
  }
}
