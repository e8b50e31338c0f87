package io.watchword.authz.builtin.graphql;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Walks a query with all rules and collects what they find. One use, one thread.
final class QueryCheck {

  private static final int DEEPEST = 400;
  private static final int LONGEST_REPORT = 100_000;

  private final BuiltinContext context;
  private final Schema schema;
  private final Node document;
  // In the order in which OPA asks them.
  private final List<Rule> rules =
      List.of(
          new FieldRules.OnCorrectType(),
          new FragmentRules.OnCompositeTypes(),
          new ArgumentRules.KnownNames(),
          new DirectiveRules.Known(),
          new FragmentRules.KnownNames(),
          new OperationRules.KnownRootType(),
          new OperationRules.KnownTypeNames(),
          new OperationRules.LoneAnonymous(),
          new FieldRules.IntrospectionDepth(),
          new FragmentRules.NoCycles(),
          new VariableRules.NoUndefined(),
          new FragmentRules.NoUnused(),
          new VariableRules.NoUnused(),
          new OverlappingFields(),
          new FragmentRules.PossibleSpreads(),
          new ArgumentRules.ProvidedRequired(),
          new FieldRules.ScalarLeafs(),
          new OperationRules.SingleFieldSubscriptions(),
          new ArgumentRules.UniqueNames(),
          new DirectiveRules.UniquePerLocation(),
          new FragmentRules.UniqueNames(),
          new ValueRules.UniqueInputFields(),
          new OperationRules.UniqueNames(),
          new VariableRules.UniqueNames(),
          new ValueRules.OfCorrectType(),
          new VariableRules.InputTypes(),
          new VariableRules.AllowedPosition());
  private final StringBuilder report = new StringBuilder();
  private Set<String> visitedFragments = new HashSet<>();
  private @Nullable Node currentOperation;
  private int depth;

  private QueryCheck(BuiltinContext context, Schema schema, Node document) {
    this.context = context;
    this.schema = schema;
    this.document = document;
  }

  /// All violations, a line each; empty where there are none.
  static String violations(BuiltinContext context, Schema schema, Node document) {
    QueryCheck check = new QueryCheck(context, schema, document);
    check.walk();
    return check.report.toString();
  }

  Schema schema() {
    return schema;
  }

  Node document() {
    return document;
  }

  @Nullable Node currentOperation() {
    return currentOperation;
  }

  @Nullable Node fragment(String name) {
    return document.named("Fragments", name);
  }

  /// One more violation.
  void fail(Node at, String message) {
    if (report.length() < LONGEST_REPORT) {
      String place = at.line() == 0 ? "input" : "input:" + at.line() + ":" + at.column();
      report.append(place).append(": ").append(message).append('\n');
    }
  }

  /// Pays for a step of a walk, and bounds how deep it goes.
  void enter() {
    context.spend(4);
    if (++depth > DEEPEST) {
      throw new BuiltinFailedException("GraphQL query is nested more than " + DEEPEST + " deep");
    }
  }

  void leave() {
    depth--;
  }

  private void each(Consumer<Rule> event) {
    rules.forEach(event);
  }

  private void walk() {
    for (Node operation : document.nodes("Operations")) {
      visitedFragments = new HashSet<>();
      currentOperation = operation;
      walkOperation(operation);
      currentOperation = null;
    }
    for (Node fragment : document.nodes("Fragments")) {
      visitedFragments = new HashSet<>();
      Node type = schema.type(fragment.text("TypeCondition"));
      fragment.definition = type;
      walkDirectives(fragment, "FRAGMENT_DEFINITION");
      walkSelections(type, fragment);
      each(rule -> rule.fragment(this, fragment));
    }
  }

  private void walkOperation(Node operation) {
    for (Node variable : operation.nodes("VariableDefinitions")) {
      Node type = variable.required("Type");
      variable.definition = schema.type(Types.name(type));
      each(rule -> rule.variable(this, variable));
      expect(variable.node("DefaultValue"), type, false);
    }
    for (Node variable : operation.nodes("VariableDefinitions")) {
      Node byDefault = variable.node("DefaultValue");
      if (byDefault != null) {
        walkValue(byDefault);
      }
      walkDirectives(variable, "VARIABLE_DEFINITION");
    }
    String kind = operation.text("Operation");
    walkDirectives(operation, kind.isEmpty() ? "QUERY" : kind.toUpperCase(java.util.Locale.ROOT));
    walkSelections(schema.root(kind), operation);
    each(rule -> rule.operation(this, operation));
  }

  private void expect(@Nullable Node value, Node type, boolean hasDefault) {
    if (value != null) {
      value.expectedType = type;
      value.expectedHasDefault = hasDefault;
      value.definition = schema.type(Types.name(type));
    }
  }

  private void walkDirectives(Node owner, String location) {
    List<Node> directives = owner.nodes("Directives");
    for (Node directive : directives) {
      Node definition = schema.directive(directive.name());
      directive.definition = definition;
      directive.location = location;
      walkArguments(definition, directive);
      each(rule -> rule.directive(this, directive));
    }
    each(rule -> rule.directives(this, directives));
  }

  private void walkArguments(@Nullable Node definition, Node owner) {
    for (Node argument : owner.nodes("Arguments")) {
      Node value = argument.required("Value");
      Node wanted = definition == null ? null : definition.named("Arguments", argument.name());
      if (wanted != null) {
        expect(value, wanted.required("Type"), hasDefault(wanted));
      }
      walkValue(value);
    }
  }

  private static boolean hasDefault(Node definition) {
    Node byDefault = definition.node("DefaultValue");
    return byDefault != null && byDefault.number("Kind") != Types.NULL;
  }

  private void walkValue(Node value) {
    enter();
    switch (value.number("Kind")) {
      case Types.VARIABLE -> bind(value);
      case Types.OBJECT -> {
        for (Node child : value.nodes("Children")) {
          Node type = value.definition;
          Node field = type == null ? null : type.named("Fields", child.name());
          if (field != null) {
            expect(child.required("Value"), field.required("Type"), hasDefault(field));
          }
          walkValue(child.required("Value"));
        }
      }
      case Types.LIST -> {
        Node type = value.expectedType;
        Node element = type == null ? null : type.node("Elem");
        for (Node child : value.nodes("Children")) {
          Node inner = child.required("Value");
          if (element != null) {
            inner.expectedType = element;
            inner.definition = value.definition;
          }
          walkValue(inner);
        }
      }
      default -> {}
    }
    each(rule -> rule.value(this, value));
    leave();
  }

  private void bind(Node value) {
    Node operation = currentOperation;
    if (operation == null) {
      return;
    }
    value.variable = null;
    for (Node variable : operation.nodes("VariableDefinitions")) {
      if (variable.text("Variable").equals(value.text("Raw"))) {
        value.variable = variable;
        variable.used = true;
        return;
      }
    }
  }

  private void walkSelections(@Nullable Node parent, Node owner) {
    enter();
    for (Node selection : owner.nodes("SelectionSet")) {
      context.spend(10);
      selection.parent = parent;
      switch (selection.shape()) {
        case FIELD -> walkField(parent, selection);
        case INLINE -> walkInline(parent, selection);
        case SPREAD -> walkSpread(selection);
        default -> throw new IllegalStateException(selection.shape().name());
      }
    }
    leave();
  }

  private void walkField(@Nullable Node parent, Node field) {
    Node definition = null;
    if (field.name().equals("__typename")) {
      definition = Prelude.field("__typename", Types.named("String", false));
    } else if (parent != null) {
      definition = parent.named("Fields", field.name());
    }
    field.definition = definition;
    Node type = definition == null ? null : schema.type(Types.name(definition.required("Type")));
    walkArguments(definition, field);
    walkDirectives(field, "FIELD");
    walkSelections(type, field);
    each(rule -> rule.field(this, field));
  }

  private void walkInline(@Nullable Node parent, Node inline) {
    String condition = inline.text("TypeCondition");
    Node type = condition.isEmpty() ? parent : schema.type(condition);
    walkDirectives(inline, "INLINE_FRAGMENT");
    walkSelections(type, inline);
    each(rule -> rule.inline(this, inline));
  }

  private void walkSpread(Node spread) {
    Node fragment = fragment(spread.name());
    spread.definition = fragment;
    walkDirectives(spread, "FRAGMENT_SPREAD");
    if (fragment != null && visitedFragments.add(fragment.name())) {
      walkDirectives(fragment, "FRAGMENT_DEFINITION");
      walkSelections(schema.type(fragment.text("TypeCondition")), fragment);
    }
    each(rule -> rule.spread(this, spread));
  }
}
