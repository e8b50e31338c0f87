package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.graphql.Lexer.Kind;
import io.watchword.authz.builtin.graphql.Lexer.Token;
import io.watchword.authz.builtin.graphql.QueryParser.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads type systems (GraphQL §3). One parse.
final class SchemaParser {

  private static final Map<String, String> KINDS =
      Map.of(
          "scalar", "SCALAR",
          "type", "OBJECT",
          "interface", "INTERFACE",
          "union", "UNION",
          "enum", "ENUM",
          "input", "INPUT_OBJECT");
  private static final Set<String> LOCATIONS =
      Set.of(
          "QUERY",
          "MUTATION",
          "SUBSCRIPTION",
          "FIELD",
          "FRAGMENT_DEFINITION",
          "FRAGMENT_SPREAD",
          "INLINE_FRAGMENT",
          "VARIABLE_DEFINITION",
          "SCHEMA",
          "SCALAR",
          "OBJECT",
          "FIELD_DEFINITION",
          "ARGUMENT_DEFINITION",
          "INTERFACE",
          "UNION",
          "ENUM",
          "ENUM_VALUE",
          "INPUT_OBJECT",
          "INPUT_FIELD_DEFINITION");

  private final TokenStream tokens;
  private final QueryParser inner;
  private final Node document;

  private SchemaParser(TokenStream tokens) {
    this.tokens = tokens;
    this.inner = new QueryParser(tokens);
    this.document = tokens.node(Shape.SCHEMA_DOCUMENT);
  }

  /// @throws GraphqlException where the text is no schema
  static Node parse(String text) {
    return new SchemaParser(new TokenStream(text)).document();
  }

  private Node document() {
    while (tokens.kind() != Kind.EOF) {
      Description description = inner.description();
      Token next = tokens.peek();
      if (next.kind() != Kind.NAME) {
        throw tokens.unexpected(next);
      }
      if (KINDS.containsKey(next.value())) {
        add("Definitions", definition(description, false, tokens.comment()));
      } else {
        switch (next.value()) {
          case "schema" -> add("Schema", schema(description));
          case "directive" -> add("Directives", directiveDefinition(description));
          case "extend" -> {
            if (!description.text().isEmpty()) {
              throw tokens.unexpected(tokens.last());
            }
            extension();
          }
          default -> throw tokens.unexpected(next);
        }
      }
    }
    return document.set("Comment", tokens.comment());
  }

  private void add(String list, Node node) {
    document.append(list, List.of(node));
  }

  private void extension() {
    Node comment = tokens.comment();
    tokens.expectKeyword("extend");
    Token next = tokens.peek();
    if (next.value().equals("schema")) {
      tokens.expectKeyword("schema");
      Node schema = tokens.node(Shape.SCHEMA).set("AfterDescriptionComment", comment);
      schemaBody(schema);
      if (schema.nodes("Directives").isEmpty() && schema.nodes("OperationTypes").isEmpty()) {
        throw tokens.unexpected(tokens.peek());
      }
      add("SchemaExtension", schema);
    } else if (KINDS.containsKey(next.value())) {
      add("Extensions", definition(new Description("", null), true, comment));
    } else {
      throw tokens.unexpected(next);
    }
  }

  private Node schema(Description description) {
    Node comment = tokens.comment();
    tokens.expectKeyword("schema");
    Node schema = tokens.node(Shape.SCHEMA).set("AfterDescriptionComment", comment);
    description.addTo(schema);
    schemaBody(schema);
    return schema;
  }

  private void schemaBody(Node schema) {
    schema.set("Directives", inner.directives(true));
    List<Node> types = new ArrayList<>();
    block(schema, () -> types.add(operationType()));
    schema.set("OperationTypes", types);
  }

  // In braces; comments before the closing one belong to the definition.
  private void block(Node definition, Runnable each) {
    if (!tokens.skip(Kind.BRACE_L)) {
      return;
    }
    if (tokens.kind() == Kind.BRACE_R) {
      throw tokens.failure("expected at least one definition, found }");
    }
    tokens.many(Kind.BRACE_R, each);
    definition.set("EndOfDefinitionComment", tokens.comment());
    tokens.take();
  }

  private Node operationType() {
    Node type = tokens.node(Shape.OPERATION_TYPE).set("Comment", tokens.comment());
    type.set("Operation", inner.operationType());
    tokens.expect(Kind.COLON);
    return type.set("Type", tokens.name());
  }

  private Node definition(Description description, boolean extends_, @Nullable Node comment) {
    String word = tokens.take().value();
    Node definition = tokens.node(Shape.DEFINITION);
    definition.set("Kind", KINDS.get(word)).set("AfterDescriptionComment", comment);
    description.addTo(definition);
    definition.set("Name", tokens.name());
    if (word.equals("type") || word.equals("interface") && !extends_) {
      definition.set("Interfaces", interfaces());
    }
    definition.set("Directives", inner.directives(!(extends_ && word.equals("input"))));
    switch (word) {
      case "type", "interface" -> fields(definition, false);
      case "input" -> fields(definition, true);
      case "union" -> members(definition);
      case "enum" -> {
        List<Node> values = new ArrayList<>();
        block(definition, () -> values.add(enumValue()));
        definition.set("EnumValues", values);
      }
      default -> {}
    }
    if (extends_ && isEmpty(definition)) {
      throw tokens.unexpected(tokens.peek());
    }
    return definition;
  }

  private static boolean isEmpty(Node definition) {
    return definition.nodes("Directives").isEmpty()
        && definition.texts("Interfaces").isEmpty()
        && definition.nodes("Fields").isEmpty()
        && definition.texts("Types").isEmpty()
        && definition.nodes("EnumValues").isEmpty();
  }

  private List<String> interfaces() {
    List<String> names = new ArrayList<>();
    if (tokens.peek().value().equals("implements")) {
      tokens.take();
      tokens.skip(Kind.AMP);
      do {
        names.add(tokens.name());
      } while (tokens.skip(Kind.AMP));
    }
    return names;
  }

  private void fields(Node definition, boolean input) {
    List<Node> fields = new ArrayList<>();
    block(definition, () -> fields.add(input ? inputField() : field()));
    definition.set("Fields", fields);
  }

  private Node described(Shape shape) {
    Description description = inner.description();
    Node node = tokens.node(shape).set("AfterDescriptionComment", tokens.comment());
    description.addTo(node);
    return node.set("Name", tokens.name());
  }

  private Node field() {
    Node field = described(Shape.FIELD_DEFINITION);
    field.set("Arguments", argumentDefinitions());
    tokens.expect(Kind.COLON);
    return field.set("Type", inner.type(0)).set("Directives", inner.directives(true));
  }

  private Node inputField() {
    return typed(described(Shape.FIELD_DEFINITION));
  }

  private Node typed(Node node) {
    tokens.expect(Kind.COLON);
    node.set("Type", inner.type(0));
    if (tokens.skip(Kind.EQUALS)) {
      node.set("DefaultValue", inner.value(true));
    }
    return node.set("Directives", inner.directives(true));
  }

  private List<Node> argumentDefinitions() {
    List<Node> arguments = new ArrayList<>();
    tokens.some(
        Kind.PAREN_L,
        Kind.PAREN_R,
        () -> arguments.add(typed(described(Shape.ARGUMENT_DEFINITION))));
    return arguments;
  }

  private void members(Node definition) {
    List<String> names = new ArrayList<>();
    List<Node> places = new ArrayList<>();
    if (tokens.skip(Kind.EQUALS)) {
      tokens.skip(Kind.PIPE);
      do {
        places.add(tokens.node(Shape.TYPE));
        names.add(tokens.name());
      } while (tokens.skip(Kind.PIPE));
    }
    definition.set("Types", names).set(SchemaChecker.MEMBER_PLACES, places);
  }

  private Node enumValue() {
    return described(Shape.ENUM_VALUE).set("Directives", inner.directives(true));
  }

  private Node directiveDefinition(Description description) {
    Node comment = tokens.comment();
    tokens.expectKeyword("directive");
    tokens.expect(Kind.AT);
    Node definition = tokens.node(Shape.DIRECTIVE_DEFINITION);
    definition.set("AfterDescriptionComment", comment);
    description.addTo(definition);
    definition.set("Name", tokens.name()).set("Arguments", argumentDefinitions());
    if (tokens.peek().is("repeatable")) {
      tokens.take();
      definition.set("IsRepeatable", true);
    }
    tokens.expectKeyword("on");
    return definition.set("Locations", locations());
  }

  private List<String> locations() {
    List<String> locations = new ArrayList<>();
    tokens.skip(Kind.PIPE);
    do {
      String location = tokens.name();
      if (!LOCATIONS.contains(location)) {
        throw tokens.unexpected(tokens.last());
      }
      locations.add(location);
    } while (tokens.skip(Kind.PIPE));
    return locations;
  }
}
