package io.watchword.authz.builtin.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A type system with the types that every schema has, checked. Immutable once built.
final class Schema {

  /// Directives that every schema has and may declare again.
  private static final List<String> STANDARD_DIRECTIVES =
      List.of("include", "skip", "deprecated", "specifiedBy", "defer", "oneOf");

  private final Map<String, Node> types = new TreeMap<>();
  private final Map<String, Node> directives = new TreeMap<>();
  private final Map<String, List<Node>> possible = new HashMap<>();
  private final Map<String, Node> roots = new HashMap<>();

  private Schema() {}

  /// @throws GraphqlException where the document contradicts itself
  static Schema of(Node document) {
    Schema schema = new Schema();
    Node prelude = Prelude.parse();
    List<Node> definitions = new ArrayList<>(prelude.nodes("Definitions"));
    definitions.addAll(document.nodes("Definitions"));
    Map<String, Node> inOrder = schema.declare(definitions);
    schema.extend(document.nodes("Extensions"), inOrder);
    inOrder.values().forEach(schema::addPossible);
    schema.declareDirectives(prelude.nodes("Directives"));
    schema.declareDirectives(document.nodes("Directives"));
    schema.setRoots(document);
    return schema;
  }

  private Map<String, Node> declare(List<Node> definitions) {
    Map<String, Node> inOrder = new LinkedHashMap<>();
    for (Node definition : definitions) {
      if (inOrder.put(definition.name(), definition) != null) {
        throw GraphqlException.at(definition, "Cannot redeclare type " + definition.name() + ".");
      }
    }
    types.putAll(inOrder);
    return inOrder;
  }

  private void extend(List<Node> extensions, Map<String, Node> inOrder) {
    for (Node extension : extensions) {
      String name = extension.name();
      Node base = types.get(name);
      Node extended =
          base != null
              ? base.copy()
              : new Node(Shape.DEFINITION, extension.line(), extension.column())
                  .set("Kind", extension.text("Kind"))
                  .set("Name", name);
      if (!extended.text("Kind").equals(extension.text("Kind"))) {
        throw GraphqlException.at(
            extension,
            "Cannot extend type %s because the base type is a %s, not %s."
                .formatted(name, extended.text("Kind"), extension.text("Kind")));
      }
      extended.append("Directives", extension.nodes("Directives"));
      extended.append("Interfaces", extension.texts("Interfaces"));
      extended.append("Fields", extension.nodes("Fields"));
      extended.append("Types", extension.texts("Types"));
      extended.append(SchemaChecker.MEMBER_PLACES, extension.nodes(SchemaChecker.MEMBER_PLACES));
      extended.append("EnumValues", extension.nodes("EnumValues"));
      types.put(name, extended);
      inOrder.put(name, extended);
    }
  }

  private void addPossible(Node definition) {
    switch (definition.text("Kind")) {
      case "UNION" -> {
        for (String member : definition.texts("Types")) {
          Node type = types.get(member);
          if (type != null) {
            possible(definition.name()).add(type);
          }
        }
      }
      case "INPUT_OBJECT", "OBJECT" -> {
        definition.texts("Interfaces").forEach(i -> possible(i).add(definition));
        possible(definition.name()).add(definition);
      }
      case "INTERFACE" -> definition.texts("Interfaces").forEach(i -> possible(i).add(definition));
      default -> {}
    }
  }

  private List<Node> possible(String name) {
    return possible.computeIfAbsent(name, n -> new ArrayList<>());
  }

  private void declareDirectives(List<Node> definitions) {
    for (Node definition : definitions) {
      Node before = directives.put(definition.name(), definition);
      if (before != null && !STANDARD_DIRECTIVES.contains(definition.name())) {
        throw GraphqlException.at(
            definition, "Cannot redeclare directive " + definition.name() + ".");
      }
    }
  }

  private void setRoots(Node document) {
    List<Node> entries = document.nodes("Schema");
    if (entries.size() > 1) {
      throw GraphqlException.at(
          entries.get(1),
          "Cannot have multiple schema entry points, consider schema extensions instead.");
    }
    SchemaChecker checker = new SchemaChecker(this);
    entries.forEach(entry -> setRoots(entry, checker));
    document.nodes("SchemaExtension").forEach(entry -> setRoots(entry, checker));
    checker.checkAll();
    if (entries.isEmpty()) {
      List.of("Query", "Mutation", "Subscription").forEach(this::setStandardRoot);
    }
    Node query = roots.get("query");
    if (query != null) {
      Node whole = query.copy();
      whole.append("Fields", Prelude.introspectionFields());
      roots.put("query", whole);
      types.put(whole.name(), whole);
    }
  }

  private void setStandardRoot(String name) {
    Node type = types.get(name);
    if (type != null) {
      roots.putIfAbsent(name.toLowerCase(java.util.Locale.ROOT), type);
    }
  }

  private void setRoots(Node entry, SchemaChecker checker) {
    for (Node operation : entry.nodes("OperationTypes")) {
      Node type = types.get(operation.text("Type"));
      if (type == null) {
        throw GraphqlException.at(
            operation,
            "Schema root %s refers to a type %s that does not exist."
                .formatted(operation.text("Operation"), operation.text("Type")));
      }
      roots.put(operation.text("Operation"), type);
    }
    checker.checkDirectives(entry.nodes("Directives"), "SCHEMA", "", true);
  }

  @Nullable Node type(String name) {
    return types.get(name);
  }

  @Nullable Node directive(String name) {
    return directives.get(name);
  }

  /// All types by name.
  Map<String, Node> types() {
    return types;
  }

  /// All directives by name.
  Map<String, Node> directives() {
    return directives;
  }

  /// The type of an operation, such as `query`.
  @Nullable Node root(String operation) {
    return roots.get(operation.isEmpty() ? "query" : operation);
  }

  /// The types that a value of this type can have.
  List<Node> possibleTypes(Node type) {
    return possible.getOrDefault(type.name(), List.of());
  }
}
