package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.graphql.Lexer.Kind;
import io.watchword.authz.builtin.graphql.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads executable documents (GraphQL §2.3 and on), and what they share with schemas. One parse.
final class QueryParser {

  private static final int DEEPEST_TYPE = 100;

  private final TokenStream tokens;

  QueryParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// @throws GraphqlException where the text is no query
  static Node parse(String text) {
    return new QueryParser(new TokenStream(text)).document();
  }

  private Node document() {
    List<Node> operations = new ArrayList<>();
    List<Node> fragments = new ArrayList<>();
    Node document = tokens.node(Shape.QUERY_DOCUMENT);
    while (tokens.kind() != Kind.EOF) {
      Token next = tokens.peek();
      if (next.kind() == Kind.BRACE_L
          || next.is("query")
          || next.is("mutation")
          || next.is("subscription")) {
        operations.add(operation());
      } else if (next.is("fragment")) {
        fragments.add(fragment());
      } else {
        throw tokens.unexpected(next);
      }
    }
    return document.set("Operations", operations).set("Fragments", fragments);
  }

  private Node operation() {
    Node operation = tokens.node(Shape.OPERATION);
    if (tokens.kind() == Kind.BRACE_L) {
      return operation.set("Operation", "query").set("SelectionSet", selections());
    }
    operation.set("Comment", tokens.comment()).set("Operation", operationType());
    if (tokens.kind() == Kind.NAME) {
      operation.set("Name", tokens.name());
    }
    return operation
        .set("VariableDefinitions", variables())
        .set("Directives", directives(false))
        .set("SelectionSet", selections());
  }

  String operationType() {
    Token token = tokens.take();
    if (List.of("query", "mutation", "subscription").contains(token.value())) {
      return token.value();
    }
    throw tokens.unexpected(token);
  }

  private List<Node> variables() {
    List<Node> variables = new ArrayList<>();
    tokens.some(Kind.PAREN_L, Kind.PAREN_R, () -> variables.add(variable()));
    return variables;
  }

  private Node variable() {
    Node variable = tokens.node(Shape.VARIABLE).set("Comment", tokens.comment());
    variable.set("Variable", variableName());
    tokens.expect(Kind.COLON);
    variable.set("Type", type(0));
    if (tokens.skip(Kind.EQUALS)) {
      variable.set("DefaultValue", value(true));
    }
    return variable.set("Directives", directives(false));
  }

  private String variableName() {
    tokens.expect(Kind.DOLLAR);
    return tokens.name();
  }

  private List<Node> selections() {
    if (tokens.kind() != Kind.BRACE_L) {
      throw tokens.failure("Expected {, found " + tokens.kind().label());
    }
    List<Node> selections = new ArrayList<>();
    tokens.some(Kind.BRACE_L, Kind.BRACE_R, () -> selections.add(selection()));
    return selections;
  }

  private Node selection() {
    return tokens.kind() == Kind.SPREAD ? spread() : field();
  }

  private Node field() {
    Node field = tokens.node(Shape.FIELD).set("Comment", tokens.comment());
    String alias = tokens.name();
    field.set("Alias", alias).set("Name", tokens.skip(Kind.COLON) ? tokens.name() : alias);
    field.set("Arguments", arguments(false)).set("Directives", directives(false));
    if (tokens.kind() == Kind.BRACE_L) {
      field.set("SelectionSet", selections());
    }
    return field;
  }

  private Node spread() {
    Node comment = tokens.comment();
    tokens.expect(Kind.SPREAD);
    if (tokens.kind() == Kind.NAME && !tokens.peek().is("on")) {
      Node spread = tokens.node(Shape.SPREAD).set("Comment", comment);
      return spread.set("Name", tokens.name()).set("Directives", directives(false));
    }
    Node inline = tokens.node(Shape.INLINE).set("Comment", comment);
    if (tokens.peek().value().equals("on")) {
      tokens.take();
      inline.set("TypeCondition", tokens.name());
    }
    return inline.set("Directives", directives(false)).set("SelectionSet", selections());
  }

  private Node fragment() {
    Node fragment = tokens.node(Shape.FRAGMENT).set("Comment", tokens.comment());
    tokens.expectKeyword("fragment");
    if (tokens.peek().value().equals("on")) {
      throw tokens.unexpected(tokens.peek());
    }
    fragment.set("Name", tokens.name()).set("VariableDefinition", variables());
    tokens.expectKeyword("on");
    return fragment
        .set("TypeCondition", tokens.name())
        .set("Directives", directives(false))
        .set("SelectionSet", selections());
  }

  private List<Node> arguments(boolean constant) {
    List<Node> arguments = new ArrayList<>();
    tokens.some(Kind.PAREN_L, Kind.PAREN_R, () -> arguments.add(argument(constant)));
    return arguments;
  }

  private Node argument(boolean constant) {
    Node argument = tokens.node(Shape.ARGUMENT).set("Comment", tokens.comment());
    argument.set("Name", tokens.name());
    tokens.expect(Kind.COLON);
    return argument.set("Value", value(constant));
  }

  List<Node> directives(boolean constant) {
    List<Node> directives = new ArrayList<>();
    while (tokens.skip(Kind.AT)) {
      Node directive = tokens.node(Shape.DIRECTIVE);
      directives.add(directive.set("Name", tokens.name()).set("Arguments", arguments(constant)));
    }
    return directives;
  }

  /// @param constant without variables
  Node value(boolean constant) {
    Token token = tokens.peek();
    Node value = tokens.node(Shape.VALUE);
    int kind =
        switch (token.kind()) {
          case BRACKET_L -> Types.LIST;
          case BRACE_L -> Types.OBJECT;
          case DOLLAR -> Types.VARIABLE;
          case INT -> Types.INT;
          case FLOAT -> Types.FLOAT;
          case STRING -> Types.STRING;
          case BLOCK_STRING -> Types.BLOCK;
          case NAME -> nameKind(token.value());
          default -> throw tokens.unexpected(token);
        };
    value.set("Kind", kind);
    return switch (kind) {
      case Types.LIST, Types.OBJECT -> children(value, kind == Types.OBJECT, constant);
      case Types.VARIABLE -> {
        if (constant) {
          throw tokens.unexpected(token);
        }
        yield value.set("Raw", variableName());
      }
      default -> value.set("Raw", tokens.take().value());
    };
  }

  private static int nameKind(String name) {
    return switch (name) {
      case "true", "false" -> Types.BOOLEAN;
      case "null" -> Types.NULL;
      default -> Types.ENUM;
    };
  }

  private Node children(Node value, boolean named, boolean constant) {
    value.set("Comment", tokens.comment());
    List<Node> children = new ArrayList<>();
    tokens.take();
    tokens.many(named ? Kind.BRACE_R : Kind.BRACKET_R, () -> children.add(child(named, constant)));
    tokens.take();
    return value.set("Children", children);
  }

  private Node child(boolean named, boolean constant) {
    if (!named) {
      return Node.nowhere(Shape.CHILD_VALUE).set("Value", value(constant));
    }
    Node child = tokens.node(Shape.CHILD_VALUE).set("Comment", tokens.comment());
    child.set("Name", tokens.name());
    tokens.expect(Kind.COLON);
    return child.set("Value", value(constant));
  }

  Node type(int depth) {
    if (depth > DEEPEST_TYPE) {
      throw tokens.failure("nested more than " + DEEPEST_TYPE + " deep");
    }
    Node type;
    if (tokens.skip(Kind.BRACKET_L)) {
      type = tokens.node(Shape.TYPE).set("Elem", type(depth + 1));
      tokens.expect(Kind.BRACKET_R);
    } else {
      type = tokens.node(Shape.TYPE);
      type.set("NamedType", tokens.name());
    }
    return type.set("NonNull", tokens.skip(Kind.BANG));
  }

  /// The comment before a description and its text.
  record Description(String text, @Nullable Node comment) {

    void addTo(Node node) {
      if (!text.isEmpty()) {
        node.set("Description", text).set("BeforeDescriptionComment", comment);
      }
    }
  }

  Description description() {
    Kind kind = tokens.kind();
    if (kind != Kind.STRING && kind != Kind.BLOCK_STRING) {
      return new Description("", null);
    }
    Node comment = tokens.comment();
    return new Description(tokens.take().value(), comment);
  }
}
